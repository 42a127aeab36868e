/** What glibc calls it (2.35 and newer; older ones and other C libraries pass over what they do not know). */
const TUNABLE = 'glibc.malloc.hugetlb';

/**
 * The environment for a process that computes: on Linux its memory comes in pages of 2 MB where the kernel lets programs
 * ask for them (“madvise”, as Debian and Ubuntu have it), not of 4 kB. Hundreds of megabytes are touched at the first
 * evaluation of every octave, and each page's first touch costs a trip into the kernel: SqueezeNet's first at 512×384 took
 * 0.65 s and takes 0.15–0.35 s, every other one 5 % less. The process must have it from its start.
 *
 * Whoever has set GLIBC_TUNABLES keeps what they set.
 */
export function withLargePages(
  environment: Readonly<NodeJS.ProcessEnv>,
  platform: NodeJS.Platform = process.platform,
): NodeJS.ProcessEnv {
  const before = environment.GLIBC_TUNABLES;
  if (platform !== 'linux' || before?.includes(TUNABLE) === true) return { ...environment };
  return { ...environment, GLIBC_TUNABLES: [...(before ? [before] : []), `${TUNABLE}=1`].join(':') };
}
