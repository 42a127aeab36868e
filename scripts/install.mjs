// Installs the packages of package-lock.json when, and only when, what is installed differs from it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Runs `npm ci` in `root` if needed. Ends the process with a sentence that says what to do when that fails. */
export function ensureInstalled(root) {
  requireNode();
  const missing = difference(root);
  if (missing === null) return;
  console.error(`Installing packages (${missing}); the first time takes about two minutes …`);
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const done = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // npm's own chatter belongs on standard error: standard output is for results.
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, ...nodeHeaders() },
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (done.status === 0) return;
  console.error(`
The packages could not be installed. What usually helps:
- better-sqlite3 is compiled where no ready-made file is to be had: it needs Python 3, make and a C++ compiler
  (Debian and Ubuntu: apt install python3 make g++; macOS: xcode-select --install).
- Behind a proxy or with a registry of your own, set it with: npm config set registry ADDRESS
Then run the same command again.`);
  process.exit(1);
}

/** What differs between the lock file and node_modules, in words; null when they agree. */
function difference(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return 'none are installed yet';
  for (const [path, entry] of Object.entries(wanted)) {
    // Optional packages may be absent: other platforms', and those that could not be downloaded.
    if (path === '' || entry.optional || entry.devOptional) continue;
    const found = installed[path];
    if (found?.version !== entry.version || !existsSync(join(root, path))) {
      return `${path.replace(/^.*node_modules\//, '')} ${entry.version} is missing`;
    }
  }
  return null;
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}

/** Node's own headers, where they are installed: compiling native code then needs no download of them. */
function nodeHeaders() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node.h')) ? { npm_config_nodedir: prefix } : {};
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 11)) return;
  console.error(
    `Gramarye needs Node.js 20.11 or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
  process.exit(1);
}
