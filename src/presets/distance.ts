/**
 * Optimal string alignment distance: how many keystrokes (insert, delete, replace, swap of neighbours) apart two
 * texts are. Damerau (1964), the form that edits no substring twice.
 */
export function typingDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(
        at(row, j - 1) + 1, // inserted
        at(last, j) + 1, // left out
        at(last, j - 1) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, at(before, j - 2) + 1); // swapped
      }
      row.push(best);
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

/** Slips that a word of this length forgives: none in a syllable, two in a long name. */
export function slipsAllowed(length: number): number {
  return length < 3 ? 0 : length < 6 ? 1 : 2;
}

/** The candidate that a mistyped word most likely meant, or null when none is near. Ties go to the first. */
export function closest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let least = slipsAllowed(word.length) + 1;
  for (const candidate of candidates) {
    const distance = typingDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
