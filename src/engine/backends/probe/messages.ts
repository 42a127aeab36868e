import { z } from 'zod';

/** What the probe's program is asked, once. */
export const probeRequestSchema = z.strictObject({
  backend: z.enum(['tensorflow', 'onnxruntime']),
  device: z.enum(['cpu', 'cuda', 'webgpu', 'dml', 'coreml']),
  /** 0: as many as there are cores. */
  threads: z.int(),
});
export type ProbeRequest = z.infer<typeof probeRequestSchema>;

/** What is found out about a candidate in a process of its own. */
export const probeResultSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('passed'),
    /** 10⁹ floating-point operations per second of a representative convolution and its gradient. */
    gigaflops: z.number().positive(),
    /** From the start of the process to the end of the self-test. */
    milliseconds: z.number(),
  }),
  z.strictObject({ outcome: z.literal('failed'), problem: z.string(), milliseconds: z.number() }),
]);
export type ProbeResult = z.infer<typeof probeResultSchema>;
