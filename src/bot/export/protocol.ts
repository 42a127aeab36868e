import { z } from 'zod';

/** What the child that packs is asked: which files under which names, and how large an archive may be. */
export const exportTaskSchema = z.strictObject({
  folder: z.string(),
  /** The text of data.json. */
  data: z.string(),
  files: z.array(z.strictObject({ path: z.string(), name: z.string() })),
  limit: z.int().positive(),
});
export type ExportTask = z.infer<typeof exportTaskSchema>;

export type ExportAnswer =
  | { readonly op: 'done'; readonly archives: readonly string[] }
  | { readonly op: 'failed'; readonly problem: string };
