import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from '../../jobs/job.js';
import type { BotContext } from '../context.js';
import { withHelper } from '../helper-process.js';
import type { ExportAnswer, ExportTask } from './protocol.js';

const PATIENCE_MS = 120_000;
const PROGRAM = fileURLToPath(new URL('./child.js', import.meta.url));

export interface Archive {
  readonly name: string;
  readonly attachment: Buffer;
}

/** All that is kept about somebody, as zip archives of at most `limit` bytes: data.json and every picture. */
export async function exportEverything(
  userId: string,
  limit: number,
  { store, records, blobs }: BotContext,
): Promise<Archive[]> {
  const jobs = await store.listByUser(userId, { limit: Number.MAX_SAFE_INTEGER });
  const drafts = await records.draftsOf(userId);
  const styles = await records.guildPresetsBy(userId);
  const pictures = new Map<string, string>();
  // The same picture is packed once, under the name that its newest job gives it; data.json tells which that is.
  for (const [hash, name] of jobs.flatMap(picturesOf)) if (!pictures.has(hash)) pictures.set(hash, name);
  for (const { contentHash } of drafts) {
    if (!pictures.has(contentHash)) pictures.set(contentHash, `drafts/${contentHash}`);
  }
  for (const style of styles) {
    for (const [index, hash] of style.pictures.entries()) {
      const name = `styles/${style.guildId}/${style.name}-${index + 1}.webp`;
      if (!pictures.has(hash)) pictures.set(hash, name);
    }
  }
  const data = {
    user: userId,
    settings: await records.userSettings(userId),
    drafts,
    stylesAdded: styles,
    pictures: Object.fromEntries(pictures),
    jobs: jobs.map((job) => ({
      ...job,
      origin: job.origin === null ? null : { ...job.origin, token: null },
    })),
  };
  return withHelper<ExportAnswer, Archive[]>(
    PROGRAM,
    (folder): ExportTask => ({
      folder,
      limit,
      data: `${JSON.stringify(data, null, 2)}\n`,
      files: [...pictures].map(([hash, name]) => ({ path: blobs.path(hash), name })),
    }),
    ({ archives }, folder) =>
      Promise.all(archives.map(async (name) => ({ name, attachment: await readFile(join(folder, name)) }))),
    PATIENCE_MS,
  );
}

/** The pictures of a job with their names in the archive: what was sent, what was painted, and what is left between. */
function picturesOf(job: Job): [hash: string, name: string][] {
  return [
    [job.contentHash, `${job.id}/photo`],
    ...job.request.styles.map(({ hash }, index): [string, string] => [hash, `${job.id}/style-${index + 1}`]),
    ...(job.previewHash === null ? [] : [[job.previewHash, `${job.id}/preview`] as [string, string]]),
    ...(job.state === 'succeeded' ? [[job.resultHash, `${job.id}/result.png`] as [string, string]] : []),
  ];
}
