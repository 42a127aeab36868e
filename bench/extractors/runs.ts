import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** One picture of the study and what the judge sees in it. */
const runSchema = z.object({
  contestant: z.string(),
  photo: z.string(),
  painting: z.string(),
  strength: z.number(),
  /** Files from before there were several are all of seed 1. */
  seed: z.int().default(1),
  size: z.int(),
  seconds: z.number(),
  evaluations: z.int(),
  /** Of the result, and of the untouched photo, in the judge's eyes. */
  style: z.number(),
  photoStyle: z.number(),
  content: z.number(),
  closed: z.number(),
});
export type Run = z.infer<typeof runSchema>;
export type RunKey = Pick<Run, 'contestant' | 'photo' | 'painting' | 'strength' | 'seed' | 'size'>;

/** A file of runs, one JSON object a line, to which each is added as soon as it is done: a study may be stopped. */
export class RunFile {
  readonly #path: string;
  readonly #runs: Run[];

  private constructor(path: string, runs: Run[]) {
    this.#path = path;
    this.#runs = runs;
  }

  static async open(path: string): Promise<RunFile> {
    await mkdir(dirname(path), { recursive: true });
    const text = await readFile(path, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    return new RunFile(
      path,
      lines.map((line) => runSchema.parse(JSON.parse(line))),
    );
  }

  get all(): readonly Run[] {
    return this.#runs;
  }

  has(key: RunKey): boolean {
    const name = keyOf(key);
    return this.#runs.some((run) => keyOf(run) === name);
  }

  async add(run: Run): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(run)}\n`);
    this.#runs.push(run);
  }
}

function keyOf({ contestant, photo, painting, strength, seed, size }: RunKey): string {
  return [contestant, photo, painting, strength, seed, size].join(' ');
}
