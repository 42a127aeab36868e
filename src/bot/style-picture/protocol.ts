import { z } from 'zod';

/** What the child that prepares style pictures is asked: whole files, and where to write each as we keep it. */
export const prepareTaskSchema = z.strictObject({
  pictures: z.array(z.strictObject({ from: z.string(), to: z.string() })).min(1),
});
export type PrepareTask = z.infer<typeof prepareTaskSchema>;

export type PrepareAnswer =
  | { readonly op: 'done'; readonly refused: Refusal | null }
  | { readonly op: 'failed'; readonly problem: string };

/** Why one of the pictures cannot be taken; the code is from the error table. */
export interface Refusal {
  readonly code: 'PICTURE_DAMAGED' | 'PICTURE_TOO_SMALL' | 'PICTURE_TOO_LARGE';
  readonly details: Readonly<Record<string, number>>;
}
