import {
  type CancelledJob,
  DEFAULT_CONTROLS,
  type DiscordOrigin,
  type FailedJob,
  type JobProgress,
  type QueuedJob,
  type RunningJob,
  type SucceededJob,
} from '../../../src/jobs/job.js';

/** Jobs in every state, for what only reads them. */
const HASH = 'ab'.repeat(32);

export const ORIGIN: DiscordOrigin = {
  guildId: '100000000000000001',
  channelId: '100000000000000002',
  messageId: '100000000000000003',
  applicationId: '100000000000000004',
  token: 'token-of-the-interaction',
  tokenExpiresAt: 900_000,
  attachmentSizeLimit: 10 * 1024 * 1024,
  locale: 'en-US',
  private: false,
  botCanEdit: true,
  ageRestricted: false,
};

export const PROGRESS: JobProgress = {
  octave: 2,
  octaves: 3,
  step: 24,
  steps: 50,
  fraction: 0.48,
  loss: 1.5,
  secondsLeft: 12.4,
};

export function queued(): QueuedJob {
  return {
    state: 'queued',
    seq: 1,
    id: 'V1StGXR8_Z5jdHi6B-myT',
    revision: 1,
    userId: '100000000000000005',
    origin: ORIGIN,
    spoiler: false,
    deliveredRevision: 0,
    deliveredAt: null,
    contentHash: HASH,
    request: {
      preset: { name: 'ink-wash', title: 'Ink Wash', strength: 1 },
      styles: [{ hash: HASH, weight: 1 }],
      recipe: 'multiscale',
      overrides: {},
      extractor: 'auto',
      size: 512,
      strength: 1,
      seed: 7,
      ...DEFAULT_CONTROLS,
    },
    attempt: 0,
    crashes: 0,
    createdAt: 1_700_000_000_000,
    engineMs: 0,
    previewHash: null,
    progress: null,
  };
}

export function running(progress: JobProgress | null = PROGRESS): RunningJob {
  return {
    ...queued(),
    state: 'running',
    worker: 'engine-1',
    startedAt: 1,
    claimedAt: 1,
    leaseExpiresAt: 2,
    progress,
  };
}

export function succeeded(): SucceededJob {
  return {
    ...queued(),
    state: 'succeeded',
    startedAt: 1,
    finishedAt: 2,
    resultHash: HASH,
    result: {
      width: 512,
      height: 384,
      bytes: 1000,
      extractor: 'wavelet',
      backend: 'onnxruntime',
      device: 'cpu',
      evaluations: 150,
      seconds: 74.2,
      lossFirst: 2,
      lossLast: 1,
    },
  };
}

export function failed(): FailedJob {
  return { ...queued(), state: 'failed', finishedAt: 2, errorCode: 'PICTURE_DAMAGED', errorDetails: {} };
}

export function cancelled(): CancelledJob {
  return { ...queued(), state: 'cancelled', finishedAt: 2 };
}
