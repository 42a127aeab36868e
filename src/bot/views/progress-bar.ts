const CELLS = 14;

/** A bar of text with its percentage. `fraction` outside 0–1 counts as the nearer end. */
export function progressBar(fraction: number): string {
  const share = Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0;
  const full = Math.floor(share * CELLS);
  return `${'▰'.repeat(full)}${'▱'.repeat(CELLS - full)} ${Math.floor(share * 100)} %`;
}
