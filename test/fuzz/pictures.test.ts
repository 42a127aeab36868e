import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { downloadPicture } from '../../src/bot/attachments.js';
import { AppError, errorSentence } from '../../src/errors.js';
import { Decoder, type Treated } from './decoder.js';
import { type Mutant, mutant } from './mutations.js';
import { type Sample, samples } from './samples.js';

/*
 * Spoilt pictures, by seed. A failure names the seed; FUZZ_SEED=… runs that one alone, and FUZZ_COUNT=… as many as
 * one has patience for.
 */
const { FUZZ_SEED, FUZZ_COUNT = '2000' } = process.env;
const SEEDS =
  FUZZ_SEED === undefined
    ? Array.from({ length: Number(FUZZ_COUNT) }, (_, seed) => seed)
    : [Number(FUZZ_SEED)];
const LONGEST_SIDE = 512;
const PATIENCE_MS = 10_000;
const MEGABYTES = 1024;

const REFUSALS = new Set([
  'PICTURE_NOT_A_PICTURE',
  'PICTURE_SVG',
  'PICTURE_DAMAGED',
  'PICTURE_TOO_LARGE',
  'PICTURE_TOO_SMALL',
]);

let whole: Sample[];
beforeAll(async () => {
  whole = await samples();
});

describe(`${SEEDS.length} spoilt pictures`, { timeout: 600_000 }, () => {
  it('are decoded or refused in a sentence, in time and within memory, by what decodes them', async () => {
    const faults: string[] = [];
    const outcomes: Record<string, number> = {};
    let most = 0;
    let slowest = 0;
    const queue = [...SEEDS];
    const worker = async (): Promise<void> => {
      const decoder = new Decoder({ longestSide: LONGEST_SIDE, patienceMs: PATIENCE_MS });
      for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
        const spoilt = mutant(seed, whole);
        const treated = await decoder.treat(spoilt.bytes);
        outcomes[treated.outcome] = (outcomes[treated.outcome] ?? 0) + 1;
        most = Math.max(most, treated.megabytes);
        slowest = Math.max(slowest, treated.milliseconds);
        const fault = faultOf(treated);
        if (fault !== null) faults.push(report(spoilt, fault));
      }
      decoder.close();
    };
    await Promise.all([worker(), worker()]);
    console.log(`${JSON.stringify(outcomes)}, at most ${Math.round(most)} MB and ${Math.round(slowest)} ms`);
    expect(faults).toEqual([]);
    if (SEEDS.length < 500) return;
    // Neither may be rare, or this tests one way only.
    expect(outcomes.decoded).toBeGreaterThan(SEEDS.length / 10);
    expect(outcomes.PICTURE_DAMAGED).toBeGreaterThan(SEEDS.length / 10);
    expect(outcomes.PICTURE_TOO_LARGE).toBeGreaterThan(0);
  });

  it('are known when they bring their decoder down, or hold it up; the next is decoded all the same', async () => {
    const program = fileURLToPath(new URL('./programs/fragile.mjs', import.meta.url));
    const decoder = new Decoder({ program, longestSide: LONGEST_SIDE, patienceMs: 1000 });
    const treat = async (wish: string) => faultOf(await decoder.treat(Buffer.from(wish)));
    expect(await treat('decode')).toBeNull();
    expect(await treat('abort')).toMatch(/^crash: ended by SIGABRT/);
    expect(await treat('hang')).toMatch(/^hang: no answer in 1 s/);
    expect(await treat('decode')).toBeNull();
    decoder.close();
  });

  it('are taken or refused in a sentence by the bot, which looks at their first bytes only', async () => {
    const faults: string[] = [];
    const cdn = await Cdn.open();
    for (const seed of SEEDS) {
      const spoilt = mutant(seed, whole);
      const taken = await cdn.download(spoilt.bytes).catch((error: unknown) => error);
      if (Buffer.isBuffer(taken) ? !taken.equals(spoilt.bytes) : !isRefusal(taken)) {
        faults.push(report(spoilt, String(taken)));
      }
    }
    await cdn.close();
    expect(faults).toEqual([]);
  });
});

function faultOf({
  outcome,
  sentence,
  cause,
  width = 0,
  height = 0,
  milliseconds,
  megabytes,
}: Treated): string | null {
  if (milliseconds > PATIENCE_MS) return `it took ${Math.round(milliseconds)} ms`;
  if (megabytes > MEGABYTES) return `the process held ${Math.round(megabytes)} MB`;
  if (outcome === 'decoded') {
    return Math.max(width, height) <= LONGEST_SIDE ? null : `it came out as ${width}×${height}`;
  }
  // Sentences with no blanks left to fill, and nothing of a library's in them.
  return REFUSALS.has(outcome) && !/[{}]/.test(sentence) ? null : `${outcome}: ${sentence}\n${cause}`;
}

function isRefusal(thrown: unknown): boolean {
  return (
    thrown instanceof AppError && REFUSALS.has(thrown.code) && thrown.message === errorSentence(thrown.code)
  );
}

function report({ seed, story, bytes }: Mutant, fault: string): string {
  return `seed ${seed} (${story}; ${bytes.length} bytes): ${fault}\n  again: FUZZ_SEED=${seed} npx vitest run test/fuzz`;
}

/** Stands where Discord keeps attachments. */
class Cdn {
  readonly #server: Server;
  #bytes: Buffer = Buffer.alloc(0);

  private constructor() {
    this.#server = createServer((_, response) => response.end(this.#bytes));
  }

  static async open(): Promise<Cdn> {
    const cdn = new Cdn();
    await new Promise<void>((resolve) => cdn.#server.listen(0, '127.0.0.1', resolve));
    return cdn;
  }

  download(bytes: Buffer): Promise<Buffer> {
    this.#bytes = bytes;
    const origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return downloadPicture(
      { url: `${origin}/a.png`, name: 'a.png', size: bytes.length, contentType: 'image/png' },
      { origins: [origin], limit: 1_000_000, signal: AbortSignal.timeout(PATIENCE_MS) },
    );
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
