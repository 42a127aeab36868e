import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BotSettings } from '../sandbox/api.js';

/** How long the supervisor may take to end after SIGTERM before it is killed. */
const END_MS = 10_000;

const program = (name: string): string => fileURLToPath(new URL(`../${name}/main.js`, import.meta.url));

export interface RunningSandbox {
  /** Where it answers, and where its page is. */
  readonly url: string;
  readonly settings: BotSettings;
  stop(): Promise<void>;
}

export interface RunningSupervisor {
  /** Settles when it has ended, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the loopback Discord as a process of its own.
 * @param args for its command line.
 */
export async function startSandboxProcess(
  log: string,
  args: readonly string[] = [],
): Promise<RunningSandbox> {
  const child = start('sandbox', {}, log, args);
  const announced = await Promise.race([
    once(child, 'message').then(([message]) => message as { url: string; settings: BotSettings }),
    once(child, 'exit').then(() => null),
  ]);
  if (announced === null) throw new Error(`the loopback Discord did not start; see ${log}`);
  return { ...announced, stop: () => stop(child) };
}

/**
 * Starts what `npm start` starts: the supervisor, with one bot and one engine under it.
 * @param heard gets each line that they log.
 */
export function startSupervisor(
  environment: NodeJS.ProcessEnv,
  log: string,
  heard: (line: string) => void = () => {},
): RunningSupervisor {
  const child = start('supervisor', environment, log);
  if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', heard);
  return { ended: once(child, 'exit').then(() => undefined), stop: () => stop(child) };
}

function start(
  name: string,
  environment: NodeJS.ProcessEnv,
  log: string,
  args: readonly string[] = [],
): ChildProcess {
  const child = fork(program(name), args, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A Ctrl+C at the terminal is ours to pass on, in order; not everybody's at once.
    detached: true,
  });
  child.stderr?.pipe(createWriteStream(log, { flags: 'a' }));
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await ended;
  clearTimeout(timer);
}
