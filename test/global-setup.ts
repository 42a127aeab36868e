import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withLargePages } from '../src/engine/backends/large-pages.js';
import { collectLogs, searchLogs } from './support/logs.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds `dist/` once, so that tests spawn the same files that `npm start` does. At the end, looks through all that
 * their processes wrote for secrets; a run that leaked one has failed.
 *
 * The workers, which are started after this, get their memory as the engine's processes do.
 */
export default function setup(): () => void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
  Object.assign(process.env, withLargePages(process.env));
  const folder = collectLogs();
  return () => {
    const { leaks, logs, secrets } = searchLogs(folder);
    rmSync(folder, { recursive: true, force: true });
    if (leaks.length > 0) {
      const lines = leaks.map(({ log, line }) => `  ${log}: ${line}`);
      // Vitest prints what a teardown throws and ends with 0 all the same.
      process.exitCode = 1;
      throw new Error(`${leaks.length} lines of log tell a secret:\n${lines.slice(0, 20).join('\n')}`);
    }
    if (logs > 0) console.log(`${logs} logs, ${secrets} secrets: none of them in any log`);
  };
}
