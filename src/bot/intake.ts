import type { Attachment } from 'discord.js';
import { AppError } from '../errors.js';
import type { DiscordOrigin, Hash, Job, JobRequest } from '../jobs/job.js';
import type { Quota } from '../jobs/store.js';
import { checkDeclared, type DeclaredAttachment, downloadPicture } from './attachments.js';
import type { BotContext } from './context.js';

/** What Discord says of a picture, checked against our rules. Throws where it cannot be taken. */
export function checkPicture(picture: DeclaredAttachment, { config }: BotContext): void {
  checkDeclared(picture, rules(config));
}

/** Downloads a picture and keeps it. Answers its name. */
export async function takePicture(picture: DeclaredAttachment, context: BotContext): Promise<Hash> {
  const bytes = await downloadPicture(picture, { ...rules(context.config), signal: context.signal });
  return context.blobs.put(bytes);
}

function rules({ discord, limits }: BotContext['config']) {
  return { origins: discord.attachmentOrigins, limit: limits.pictureBytes };
}

export function declared({ url, name, size, contentType }: Attachment): DeclaredAttachment {
  return { url, name, size, contentType };
}

/** Whether its sender hid it. The name says so too, and did before there was a flag. */
export function isSpoiler({ spoiler, name }: Pick<Attachment, 'spoiler' | 'name'>): boolean {
  return spoiler || name.startsWith('SPOILER_');
}

/** Queues a picture and shows its message at once. */
export async function startJob(
  wish: {
    readonly userId: string;
    readonly origin: DiscordOrigin;
    readonly contentHash: Hash;
    readonly request: JobRequest;
    readonly spoiler: boolean;
    readonly cause?: string;
  },
  quota: Quota,
  { store, blobs, feed, turns, log }: BotContext,
): Promise<Job> {
  await turns.pass();
  const job = await store.enqueue(wish, quota);
  // Between being kept and being queued a picture belongs to nobody, and may have been cleared away with another job.
  const hashes = [wish.contentHash, ...wish.request.styles.map(({ hash }) => hash)];
  const kept = await Promise.all(hashes.map((hash) => blobs.has(hash)));
  if (kept.includes(false)) {
    await store.cancel(job.id);
    throw new AppError('PICTURE_EXPIRED');
  }
  const { preset, size } = wish.request;
  log.info({ job: job.id, user: job.userId, preset: preset.name, size }, 'queued a picture');
  feed.show(job);
  return job;
}
