import { z } from 'zod';

/*
 * What the mathematics' process says to the process that runs a preset's hook, and what comes back, over Node's IPC
 * channel. Pixels pass as files of raw RGBA bytes.
 */

export const HOOK_PHASES = ['before', 'after'] as const;
export type HookPhase = (typeof HOOK_PHASES)[number];

const size = z.int().min(1).max(16_384);

export const hookTaskSchema = z.strictObject({
  /** Absolute path of the preset's module. */
  module: z.string(),
  phase: z.enum(HOOK_PHASES),
  preset: z.string(),
  seed: z.int(),
  picture: z.strictObject({ file: z.string(), width: size, height: size }),
  /** Where the hook's picture is to be written. */
  out: z.string(),
  limits: z.strictObject({
    /** Milliseconds for loading the module and running the hook. */
    ms: z.int(),
    /** Bytes that the process may hold. */
    memory: z.int(),
    /** Pixels that the hook's picture may have. */
    pixels: z.int(),
  }),
});
export type HookTask = z.infer<typeof hookTaskSchema>;

export const hookAnswerSchema = z.discriminatedUnion('op', [
  /** The picture is written. */
  z.strictObject({ op: z.literal('done'), width: size, height: size }),
  /** The module has no hook of that phase. */
  z.strictObject({ op: z.literal('none') }),
  z.strictObject({
    op: z.literal('failed'),
    /**
     * `module`: it cannot be loaded, or is no preset. `threw`: the hook threw. `picture`: what it returned is no
     * picture. `time`, `memory`: it took more than it may.
     */
    fault: z.enum(['module', 'threw', 'picture', 'time', 'memory']),
    /** For whoever wrote the hook: what was wrong, with the stack where there is one. */
    message: z.string(),
  }),
]);
export type HookAnswer = z.infer<typeof hookAnswerSchema>;
