import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Log } from '../../../logger.js';
import type { Candidate } from '../create.js';
import { type ProbeResult, probeResultSchema } from './messages.js';
import type { Prober } from './probe.js';

/** What passed is believed for a day, what failed for an hour: somebody may be mending it. */
const BELIEVED_MS = { passed: 24 * 3_600_000, failed: 3_600_000 } as const;

const fileSchema = z.strictObject({
  /** Fingerprint of the machine that the results were found on. */
  machine: z.string(),
  results: z.record(z.string(), z.strictObject({ at: z.number(), result: probeResultSchema })),
});
type CacheFile = z.infer<typeof fileSchema>;

export interface CacheOptions {
  readonly file: string;
  /** Results found under another fingerprint are not believed. */
  readonly fingerprint: string;
  readonly clock: () => number;
  readonly log: Log;
}

/**
 * A prober that remembers in a file what another found out, so that an engine's child starts at once. Two processes
 * that write at the same time lose one result, which is then found out again; a file that is damaged or cannot be
 * written only costs time.
 */
export function cachedProber(prober: Prober, options: CacheOptions): Prober {
  const { file, fingerprint, clock, log } = options;

  const read = async (): Promise<CacheFile['results']> => {
    try {
      const parsed = fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
      return parsed.machine === fingerprint ? parsed.results : {};
    } catch {
      return {};
    }
  };
  const write = async (results: CacheFile['results']): Promise<void> => {
    const temporary = `${file}.${process.pid}.tmp`;
    try {
      await mkdir(dirname(file), { recursive: true });
      const content: CacheFile = { machine: fingerprint, results };
      await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`);
      await rename(temporary, file);
    } catch (error) {
      log.warn({ err: error }, 'what was found out about this machine’s devices could not be kept');
      await rm(temporary, { force: true }).catch(() => {});
    }
  };

  return {
    async probe(candidate): Promise<ProbeResult> {
      const known = (await read())[nameOf(candidate)];
      if (known !== undefined) {
        const age = clock() - known.at;
        if (age >= 0 && age < BELIEVED_MS[known.result.outcome]) return known.result;
      }
      const result = await prober.probe(candidate);
      await write({ ...(await read()), [nameOf(candidate)]: { at: clock(), result } });
      return result;
    },
    async forget(candidate) {
      const { [nameOf(candidate)]: known, ...others } = await read();
      if (known !== undefined) await write(others);
      await prober.forget(candidate);
    },
  };
}

function nameOf({ backend, device }: Candidate): string {
  return `${backend} on ${device}`;
}
