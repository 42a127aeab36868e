import sharp from 'sharp';
import type { BlobStore } from '../../../src/jobs/blobs.js';
import type { JobProgress, RunningJob } from '../../../src/jobs/job.js';
import type { Claim, JobStore } from '../../../src/jobs/store.js';

/**
 * Does with a job what an engine does, through the same store and with real pictures, but when the test says so.
 * For tests of what the bot shows; test/e2e has the engine itself.
 */
export class Painter {
  readonly #store: JobStore;
  readonly #blobs: BlobStore;

  constructor(store: JobStore, blobs: BlobStore) {
    this.#store = store;
    this.#blobs = blobs;
  }

  /** Takes the next job, waiting until there is one. */
  async take(timeoutMs = 10_000): Promise<PaintedJob> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const job = await this.#store.claim('painter', 60_000);
      if (job !== null) return new PaintedJob(job, this.#store, this.#blobs);
      if (Date.now() > deadline) throw new Error('no job came');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

export class PaintedJob {
  readonly job: RunningJob;
  readonly #store: JobStore;
  readonly #blobs: BlobStore;

  constructor(job: RunningJob, store: JobStore, blobs: BlobStore) {
    this.job = job;
    this.#store = store;
    this.#blobs = blobs;
  }

  get claim(): Claim {
    return { id: this.job.id, worker: this.job.worker, attempt: this.job.attempt };
  }

  /** @param fraction 0–1. Answers whether the job is still this painter's. */
  async progress(fraction: number, preview: Buffer | null = null): Promise<boolean> {
    const progress: JobProgress = {
      octave: 1 + Math.floor(fraction * 2.999),
      octaves: 3,
      step: Math.floor(fraction * 50),
      steps: 50,
      fraction,
      loss: 2 - fraction,
      secondsLeft: 60 * (1 - fraction),
    };
    const hash = preview === null ? null : await this.#blobs.put(preview);
    return this.#store.progress(this.claim, progress, hash);
  }

  async succeed(png: Buffer): Promise<boolean> {
    const { width, height } = await sharp(png).metadata();
    return this.#store.succeed(this.claim, await this.#blobs.put(png), {
      width,
      height,
      bytes: png.length,
      extractor: 'wavelet',
      backend: 'onnxruntime',
      device: 'cpu',
      evaluations: 150,
      seconds: 12.3,
      lossFirst: 2,
      lossLast: 1,
    });
  }
}
