import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withLargePages } from '../../../src/engine/backends/large-pages.js';

describe('withLargePages', () => {
  it('asks for large pages on Linux, besides whatever else is set', () => {
    expect(withLargePages({ A: '1' }, 'linux')).toEqual({ A: '1', GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' });
    expect(withLargePages({ GLIBC_TUNABLES: 'glibc.malloc.check=3' }, 'linux').GLIBC_TUNABLES).toBe(
      'glibc.malloc.check=3:glibc.malloc.hugetlb=1',
    );
  });

  it('leaves what somebody has set, and other systems', () => {
    expect(withLargePages({ GLIBC_TUNABLES: 'glibc.malloc.hugetlb=0' }, 'linux')).toEqual({
      GLIBC_TUNABLES: 'glibc.malloc.hugetlb=0',
    });
    expect(withLargePages({ A: '1' }, 'win32')).toEqual({ A: '1' });
  });

  it.skipIf(!kernelGrants())('gives a process large pages', () => {
    // 256 MB written to, as a buffer by malloc; then how much of the process lies in large pages.
    const program = `
      const memory = Buffer.allocUnsafeSlow(256 << 20).fill(1);
      const rollup = require('node:fs').readFileSync('/proc/self/smaps_rollup', 'utf8');
      console.log(/AnonHugePages: +(\\d+) kB/.exec(rollup)[1], memory.length);`;
    const run = (env: NodeJS.ProcessEnv) =>
      Number.parseInt(execFileSync(process.execPath, ['-e', program], { env, encoding: 'utf8' }), 10);
    const { GLIBC_TUNABLES: _, ...plain } = process.env;
    expect(run(withLargePages(plain))).toBeGreaterThan(200 * 1024);
    expect(run(plain)).toBeLessThan(100 * 1024);
  });
});

/** Whether programs may ask for large pages here, get none unasked, and it can be seen. */
function kernelGrants(): boolean {
  try {
    const mode = readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8');
    return (
      mode.includes('[madvise]') && readFileSync('/proc/self/smaps_rollup', 'utf8').includes('AnonHugePages')
    );
  } catch {
    return false;
  }
}
