import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { collectLogs, searchLogs } from './support/logs.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds `dist/` once, so that tests spawn the same files that `npm start` does. At the end, looks through all that
 * their processes wrote for secrets; a run that leaked one has failed.
 */
export default function setup(): () => void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
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
