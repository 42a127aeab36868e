import { z } from 'zod';

/** What the child that composes is asked. Paths of whole files; the result is written to `out`. */
export const compareTaskSchema = z.strictObject({
  photo: z.string(),
  result: z.string(),
  out: z.string(),
  /** The most bytes the composed picture may have. */
  limit: z.int().positive(),
});
export type CompareTask = z.infer<typeof compareTaskSchema>;

export type CompareAnswer = { readonly op: 'done' } | { readonly op: 'failed'; readonly problem: string };
