import { z } from 'zod';
import { jobRequestSchema, jobStyleSchema } from '../jobs/job.js';
import { FORM_NAMES } from './fast/form.js';
import { trainingRecordSchema } from './fast/network-file.js';

/**
 * What the engine process and its mathematics child say to each other, over Node's IPC channel. Pixels never travel
 * here: they pass as files in the job's spool folder, and only their paths are named.
 */

const controls = jobRequestSchema.shape;

export const taskSchema = z.strictObject({
  /** Path of the photo as it was sent (any format sharp reads). */
  photo: z.string(),
  styles: z
    .array(jobStyleSchema.omit({ hash: true }).extend({ path: z.string() }))
    .min(1)
    .max(4),
  recipe: z.string(),
  overrides: z.record(z.string(), z.unknown()),
  extractor: z.string(),
  /** Longest side; null: as high as the recipe says (`rows`). */
  size: z.int().nullable(),
  /** The preset's and the user's together. */
  strength: z.number(),
  seed: z.int(),
  brush: controls.brush,
  colours: controls.colours,
  start: controls.start,
  smoothness: controls.smoothness,
  quality: controls.quality,
  /** Code of the preset's that changes the photo before and the picture after. */
  hooks: z.strictObject({ preset: z.string(), module: z.string() }).optional(),
  /** The preset's fast network: what is shown first, or all there is where the quality is `fast`. */
  network: z.strictObject({ path: z.string(), digest: z.string() }).optional(),
  /** Folder for the child's files; made by the parent, emptied by the parent. */
  spool: z.string(),
  /** A checkpoint to go on from, or null to start. A damaged one is ignored with a warning. */
  resume: z.string().nullable(),
  /** Milliseconds between preview pictures, at the least. */
  previewEveryMs: z.int(),
});
export type Task = z.infer<typeof taskSchema>;

export const scoreTaskSchema = z.strictObject({
  /** Paths of the photo as it was, of the painting and of the picture made from them. */
  photo: z.string(),
  style: z.string(),
  result: z.string(),
  /** The extractor that judges. */
  extractor: z.string(),
  /** Longest side, in pixels, at which the pictures are compared; a smaller result is compared at its own size. */
  size: z.int(),
  styleScale: z.number(),
});
export type ScoreTask = z.infer<typeof scoreTaskSchema>;

/** A network to train (fast/train-task.ts). */
export const trainTaskSchema = z.strictObject({
  styles: taskSchema.shape.styles,
  recipe: z.string(),
  overrides: z.record(z.string(), z.unknown()),
  extractor: z.string(),
  /** The preset's and the user's together. */
  strength: z.number(),
  form: z.enum(FORM_NAMES),
  /** What is in the folder: photos, or examples of photos and what became of them. */
  kind: z.enum(['photos', 'examples']),
  folder: z.string(),
  /** The most steps. */
  steps: z.int().min(1),
  /** Longest side that the pictures are brought to, and the side of the crops. */
  size: z.int().min(1),
  side: z.int().min(1),
  batch: z.int().min(1),
  /** Factor on the usual length of steps. */
  rate: z.number().positive(),
  seed: z.int(),
  /** A file: the network of another style, of the same form, to begin with in place of random numbers. */
  from: z.string().nullable(),
  /** Folder for the checkpoint, samples and the network. */
  out: z.string(),
  /** Go on from the checkpoint in that folder. */
  resume: z.boolean(),
});
export type TrainTask = z.infer<typeof trainTaskSchema>;

/** What a child needs to know once, so that it reads no environment of its own. */
export const childSettingsSchema = z.strictObject({
  backend: z.enum(['auto', 'tensorflow', 'onnxruntime']),
  device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml', 'coreml']),
  /** 0: as many as there are cores. */
  threads: z.int(),
  /** Bytes that the child may take, about. */
  memory: z.int(),
  /** Where measures of paintings are kept, and how many bytes of them; 0 keeps none. */
  styleCache: z.strictObject({ folder: z.string(), bytes: z.int() }),
  /** Where to keep what was found out about this machine's devices, so that the next child starts at once; or null. */
  deviceCache: z.string().nullable(),
  /** The folder of weights files; it need not exist. */
  weightsDir: z.string(),
  log: z.strictObject({ level: z.string(), format: z.enum(['json', 'pretty']) }),
});
export type ChildSettings = z.infer<typeof childSettingsSchema>;

/** Parent to child. */
export const toChildSchema = z.discriminatedUnion('op', [
  /** Sent once, first. */
  z.strictObject({ op: z.literal('start'), settings: childSettingsSchema }),
  /** One at a time: the next only after `done` or `failed`. */
  z.strictObject({ op: z.literal('stylize'), task: taskSchema }),
  /** As `stylize`, ended by `scored` or `failed`. */
  z.strictObject({ op: z.literal('score'), task: scoreTaskSchema }),
  /** As `stylize`, ended by `trained` or `failed`. */
  z.strictObject({ op: z.literal('train'), task: trainTaskSchema }),
  /**
   * Save a checkpoint after the evaluation under way and say so; the parent is about to hand the job back. A training
   * ends there.
   */
  z.strictObject({ op: z.literal('save') }),
]);
export type ToChild = z.infer<typeof toChildSchema>;

const losses = z.strictObject({ style: z.number(), content: z.number() });
const byLayer = z.record(z.string(), z.number());

/** Child to parent. `file` names are inside the task's spool folder and complete when named. */
export const fromChildSchema = z.discriminatedUnion('op', [
  /** The backend is up; sent once. */
  z.strictObject({ op: z.literal('ready'), backend: z.string(), device: z.string() }),
  /** The pictures are read and the work begins, or goes on after that step of a checkpoint. */
  z.strictObject({
    op: z.literal('started'),
    resumed: z.strictObject({ octave: z.int(), step: z.int() }).nullable(),
  }),
  z.strictObject({
    op: z.literal('progress'),
    octave: z.int(),
    octaves: z.int(),
    step: z.int(),
    steps: z.int(),
    fraction: z.number(),
    loss: z.number().nullable(),
    secondsLeft: z.number().nullable(),
    /** An encoded picture so far, when there is a new one. */
    preview: z.string().nullable(),
  }),
  z.strictObject({ op: z.literal('checkpoint'), file: z.string(), octave: z.int(), step: z.int() }),
  z.strictObject({
    op: z.literal('done'),
    /** The finished PNG. */
    file: z.string(),
    width: z.int(),
    height: z.int(),
    extractor: z.string(),
    evaluations: z.int(),
    seconds: z.number(),
    lossFirst: z.number(),
    lossLast: z.number(),
    /** Bytes of memory that the process holds now that the work is over. */
    memory: z.int(),
  }),
  /** What came of a score (`Score` in score.ts). */
  z.strictObject({
    op: z.literal('scored'),
    extractor: z.string(),
    width: z.int(),
    height: z.int(),
    photo: losses,
    result: losses,
    closed: z.number(),
    styleByLayer: z.strictObject({ photo: byLayer, result: byLayer }),
  }),
  /** The pictures are read and the training begins. */
  z.strictObject({
    op: z.literal('training-started'),
    /** How many are learnt from. */
    pictures: z.int(),
    /** Names of those that are held out. */
    heldOut: z.array(z.string()),
    /** Those that cannot be used, and why. */
    skipped: z.array(z.strictObject({ name: z.string(), problem: z.string() })),
    resumed: z.boolean(),
  }),
  z.strictObject({
    op: z.literal('training'),
    step: z.int(),
    steps: z.int(),
    loss: z.number(),
    /** Where it was measured after this step. */
    heldOut: byLayer.nullable(),
    fraction: z.number(),
    secondsLeft: z.number().nullable(),
    /** A sheet of photos and paintings, when there is a new one. */
    sample: z.string().nullable(),
    /** Why a checkpoint or a sample could not be written. */
    problem: z.string().nullable(),
  }),
  z.strictObject({
    op: z.literal('trained'),
    file: z.string(),
    sha256: z.string(),
    ended: z.enum(['steps', 'settled', 'stopped']),
    record: trainingRecordSchema,
    seconds: z.number(),
  }),
  /**
   * The job cannot be done: the code is from the error table. `message` is for the log: where nobody foresaw the
   * error, its stack. Before `ready`: there is no backend, and the process ends.
   */
  z.strictObject({
    op: z.literal('failed'),
    code: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
    message: z.string(),
  }),
  /** The device that computes is gone (a driver's reset, a GPU that hung): nothing can be painted in this process. */
  z.strictObject({ op: z.literal('lost'), message: z.string() }),
]);
export type FromChild = z.infer<typeof fromChildSchema>;
