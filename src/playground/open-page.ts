import { spawn } from 'node:child_process';

/** Opens an address in the person's browser, where there is a desktop to open it on; answers whether it tried. */
export function openPage(url: string, environment: NodeJS.ProcessEnv): boolean {
  const command = opener(environment);
  if (command === null) return false;
  const [program, ...args] = command;
  // Whatever comes of it: the address stands on the terminal all the same.
  spawn(program, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
  return true;
}

function opener({
  DISPLAY,
  WAYLAND_DISPLAY,
}: NodeJS.ProcessEnv): readonly [program: string, ...args: string[]] | null {
  switch (process.platform) {
    case 'darwin':
      return ['open'];
    case 'win32':
      return ['cmd', '/c', 'start', ''];
    default:
      return DISPLAY || WAYLAND_DISPLAY ? ['xdg-open'] : null;
  }
}
