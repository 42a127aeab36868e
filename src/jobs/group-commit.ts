import { type Database, transaction } from './database.js';

/** Two commits that others wait for are so far apart; what comes in between goes with the second. */
const APART_MS = 20;

interface Asked<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does one thing for many who ask at much the same time in one transaction, which costs one flush of the disk and not
 * one for each. Each still succeeds or fails alone: `body` must be a transaction, and becomes a savepoint. Somebody who
 * comes alone is served at once.
 */
export function groupCommit<Input, Output>(
  db: Database,
  body: (input: Input) => Output,
): (input: Input) => Promise<Output> {
  let asked: Asked<Input, Output>[] = [];
  let lastAt = Number.NEGATIVE_INFINITY;

  const all = transaction(db, (inputs: readonly Input[]): ({ output: Output } | { error: unknown })[] =>
    inputs.map((input) => {
      try {
        return { output: body(input) };
      } catch (error) {
        return { error };
      }
    }),
  );

  const commit = (): void => {
    const batch = asked;
    asked = [];
    try {
      const results = all(batch.map(({ input }) => input));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result !== undefined && 'output' in result) resolve(result.output);
        else reject(result?.error);
      }
    } catch (error) {
      // Nothing was committed: the disk is full, or the file is locked.
      for (const { reject } of batch) reject(error);
    }
    lastAt = performance.now();
  };

  return (input) =>
    new Promise((resolve, reject) => {
      asked.push({ input, resolve, reject });
      if (asked.length > 1) return;
      const wait = lastAt + APART_MS - performance.now();
      if (wait <= 0) commit();
      else setTimeout(commit, wait);
    });
}
