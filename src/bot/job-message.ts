import type { BlobStore } from '../jobs/blobs.js';
import type { Hash, Job } from '../jobs/job.js';
import { pictureKind } from '../picture-kind.js';
import { fitPicture } from './result-file.js';
import { textsFor } from './texts/texts.js';
import type { View } from './views/components.js';
import type { ResultFile } from './views/finished.js';
import { type JobSurroundings, jobView } from './views/job.js';

export interface MessageFile {
  /** Says which bytes these are, so that a file that is on the message already is not sent again. */
  readonly key: string;
  readonly name: string;
  readonly data: Buffer;
}

export interface JobMessage {
  readonly view: View;
  readonly file: MessageFile | null;
}

interface Surroundings extends Pick<JobSurroundings, 'ahead' | 'maxSize' | 'parked' | 'secondsToStart'> {
  readonly blobs: BlobStore;
  readonly limit: number;
}

/** The message of a job with the one picture it shows, that picture in at most `limit` bytes. */
export async function composeJobMessage(job: Job, options: Surroundings): Promise<JobMessage> {
  const { blobs, limit, ...around } = options;
  const texts = textsFor(job.origin?.locale ?? 'en-US');
  let file: MessageFile | null = null;
  let result: ResultFile = { kind: 'gone' };
  if (job.state === 'succeeded') ({ file, result } = await resultFile(job.resultHash, job, blobs, limit));
  else if (job.state !== 'failed') file = await previewFile(job, blobs, limit);
  const view = jobView(job, { ...around, preview: file?.name ?? null, result }, texts);
  return { view, file };
}

async function resultFile(
  hash: Hash,
  job: Job,
  blobs: BlobStore,
  limit: number,
): Promise<{ file: MessageFile | null; result: ResultFile }> {
  const png = await blobs.get(hash);
  if (png === null) return { file: null, result: { kind: 'gone' } };
  const encoded = await fitPicture(png, limit);
  if (encoded === null) return { file: null, result: { kind: 'unsendable' } };
  const name = `${fileName(job)}-${job.id}.${encoded.extension}`;
  return {
    file: { key: `${hash}:${encoded.bytes.length}`, name, data: encoded.bytes },
    result: { kind: 'attached', file: name, reduced: encoded.reduced },
  };
}

/** The picture so far. One that is over the limit is left out: the next message is never far. */
async function previewFile(job: Job, blobs: BlobStore, limit: number): Promise<MessageFile | null> {
  // A job that waits again after its engine died keeps its preview; its message only says that it waits.
  if (job.previewHash === null || job.state === 'queued') return null;
  const data = await blobs.get(job.previewHash);
  if (data === null || data.length > limit) return null;
  const extension = pictureKind(data) ?? 'png';
  return { key: job.previewHash, name: `${fileName(job)}-so-far.${extension}`, data };
}

/** A file's name may hold no slash, and a package's presets have one. */
function fileName({ request }: Job): string {
  return request.preset.name.replaceAll('/', '.');
}
