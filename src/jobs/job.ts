import { z } from 'zod';
import type { ErrorCode, ErrorDetails } from '../errors.js';

/** SHA-256 of a picture's bytes in hex: its name in the blob store. */
export type Hash = string;
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** One style picture of a job, and its share when several are blended. */
export const jobStyleSchema = z.strictObject({
  hash: hashSchema,
  weight: z.number().positive(),
  /** This picture's own factor on the brush size, so that presets with brushes of their own can be blended. */
  scale: z.number().min(0.05).max(20).optional(),
});

export const COLOURS = ['style', 'luminance', 'matched'] as const;
export type Colours = (typeof COLOURS)[number];

/** `fast`: what the preset's trained network makes of the photo, and nothing more; only for presets that have one. */
export const QUALITIES = ['fast', 'balanced', 'best'] as const;
export type Quality = (typeof QUALITIES)[number];

/**
 * Everything needed to paint the picture, and to paint it again exactly: nothing in it points at files that can
 * change. The preset is a snapshot, its pictures are in the blob store.
 */
export const jobRequestSchema = z.strictObject({
  preset: z.strictObject({
    name: z.string(),
    title: z.string(),
    /** The preset's own factor on the style loss; the job's `strength` multiplies it. */
    strength: z.number().positive(),
    /** The manifests as they were, of all presets that are blended, the leading one first: what was meant. */
    manifests: z.array(z.record(z.string(), z.unknown())).max(4).optional(),
    /** Code that changes the photo before or the picture after: whose it is, and the digest that it must have. */
    hooks: z.strictObject({ preset: z.string(), digest: hashSchema }).optional(),
    /** The preset's fast network, where it is painted with that one preset: whose it is, and its file's digest. */
    network: z.strictObject({ preset: z.string(), digest: hashSchema }).optional(),
  }),
  styles: z.array(jobStyleSchema).min(1).max(4),
  /** Name of the recipe (engine/recipes.ts) and what the preset overrides of it. */
  recipe: z.string(),
  overrides: z.record(z.string(), z.unknown()),
  /** Extractor name, or `auto`: the engine's choice. */
  extractor: z.string(),
  /** Longest side of the result in pixels. */
  size: z.int().min(16).max(4096),
  /** What the user chose: a factor on the style loss beside the preset's own. */
  strength: z.number().min(0.05).max(20),
  seed: z.int().min(0).max(0xffffffff),
  /** Brush size: a factor on the recipe's `styleScale`. Larger paints with larger strokes. */
  brush: z.number().min(0.25).max(4).default(1),
  /**
   * Whose colours the picture has. `style`: the paintings'. `luminance`: the photo's, only lightness is painted.
   * `matched`: the photo's, the paintings recoloured to it before painting (Gatys et al. 2017, §5).
   */
  colours: z.enum(COLOURS).default('style'),
  /** Share of noise in the picture that painting starts from: 0 is the photo, 1 noise alone. */
  start: z.number().min(0).max(1).default(0),
  /** Factor on the recipe's total variation weight: larger is smoother. */
  smoothness: z.number().min(0).max(100).default(1),
  /** How much time the picture is worth: `best` takes longer than `balanced`, `fast` a second or so. */
  quality: z.enum(QUALITIES).default('balanced'),
});
export type JobRequest = z.infer<typeof jobRequestSchema>;

/** What a request says where nobody chose: the picture as its preset means it. */
export const DEFAULT_CONTROLS = {
  brush: 1,
  colours: 'style',
  start: 0,
  smoothness: 1,
  quality: 'balanced',
} as const satisfies Partial<JobRequest>;

/** How far a running job is. */
export const jobProgressSchema = z.strictObject({
  octave: z.int(),
  octaves: z.int(),
  step: z.int(),
  steps: z.int(),
  /** Share of the whole work done, 0–1, by cost and not by count of steps. */
  fraction: z.number(),
  /** Null before anything was optimized. */
  loss: z.number().nullable(),
  /** Measured time left in seconds; null until enough has been measured. */
  secondsLeft: z.number().nullable(),
});
export type JobProgress = z.infer<typeof jobProgressSchema>;

export const jobResultSchema = z.strictObject({
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  extractor: z.string(),
  backend: z.string(),
  device: z.string(),
  evaluations: z.int(),
  /** Seconds of engine time of the attempt that finished. */
  seconds: z.number(),
  /** Null where nothing was optimized, as in `fast` pictures once. */
  lossFirst: z.number().nullable(),
  lossLast: z.number().nullable(),
});
export type JobResult = z.infer<typeof jobResultSchema>;

/** Where a job came from on Discord and how its message can be edited. */
export interface DiscordOrigin {
  readonly guildId: string | null;
  readonly channelId: string;
  /** Known from the deferred reply on. */
  readonly messageId: string | null;
  readonly applicationId: string;
  /** Null once expired: then the message is edited with the bot's own rights. */
  readonly token: string | null;
  readonly tokenExpiresAt: number | null;
  readonly attachmentSizeLimit: number;
  readonly locale: string;
  /** Only its owner sees the message (ephemeral). */
  readonly private: boolean;
  /** Whether the bot's own rights reach the message: not where it is private, nor where the bot is no member. */
  readonly botCanEdit: boolean;
  /** Made in an age-restricted channel: shown in no other. */
  readonly ageRestricted: boolean;
}

interface JobBase {
  readonly seq: number;
  readonly id: string;
  readonly revision: number;
  readonly userId: string;
  readonly origin: DiscordOrigin | null;
  /** The photo was marked as a spoiler, so every picture of it is. */
  readonly spoiler: boolean;
  readonly deliveredRevision: number;
  readonly deliveredAt: number | null;
  readonly contentHash: Hash;
  readonly request: JobRequest;
  readonly attempt: number;
  readonly crashes: number;
  readonly createdAt: number;
  readonly engineMs: number;
  /** The newest picture so far; kept after the end. */
  readonly previewHash: Hash | null;
  readonly progress: JobProgress | null;
}

export interface QueuedJob extends JobBase {
  readonly state: 'queued';
}
export interface RunningJob extends JobBase {
  readonly state: 'running';
  readonly worker: string;
  readonly startedAt: number;
  readonly claimedAt: number;
  readonly leaseExpiresAt: number;
}
export interface SucceededJob extends JobBase {
  readonly state: 'succeeded';
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly resultHash: Hash;
  readonly result: JobResult;
}
export interface FailedJob extends JobBase {
  readonly state: 'failed';
  readonly finishedAt: number;
  readonly errorCode: ErrorCode;
  readonly errorDetails: ErrorDetails;
}
export interface CancelledJob extends JobBase {
  readonly state: 'cancelled';
  readonly finishedAt: number;
}

export type Job = QueuedJob | RunningJob | SucceededJob | FailedJob | CancelledJob;
export type FinalJob = SucceededJob | FailedJob | CancelledJob;

export function isFinal(job: Job): job is FinalJob {
  return job.state !== 'queued' && job.state !== 'running';
}

/** What may happen to a job. Anything not in here cannot. */
export type JobEvent = 'claim' | 'release' | 'crash' | 'succeed' | 'fail' | 'cancel';

/** A job whose engine died this often is given up: it would only kill the next one. */
export const MAX_CRASHES = 3;

/** The state after an event, or null where the event does not apply. The only place that knows. */
export function nextState(state: Job['state'], event: JobEvent, crashes = 0): Job['state'] | null {
  switch (event) {
    case 'claim':
      return state === 'queued' ? 'running' : null;
    case 'release':
      return state === 'running' ? 'queued' : null;
    case 'crash':
      return state === 'running' ? (crashes + 1 >= MAX_CRASHES ? 'failed' : 'queued') : null;
    case 'succeed':
      return state === 'running' ? 'succeeded' : null;
    case 'fail':
      return state === 'running' ? 'failed' : null;
    case 'cancel':
      return state === 'queued' || state === 'running' ? 'cancelled' : null;
  }
}
