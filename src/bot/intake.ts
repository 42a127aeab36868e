import type { Attachment, BaseInteraction } from 'discord.js';
import type { DiscordOrigin, Hash, Job, JobRequest } from '../jobs/job.js';
import { checkDeclared, type DeclaredAttachment, downloadPicture } from './attachments.js';
import type { BotContext } from './context.js';
import { checkPermissions } from './permissions.js';
import type { Texts } from './texts/texts.js';

/** What can be refused before anything is promised, downloaded or queued. Throws an AppError that says why. */
export function checkPlace(interaction: BaseInteraction, texts: Texts): void {
  checkPermissions(interaction.appPermissions, interaction.inGuild(), texts);
}

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
  { config, store, feed, log }: BotContext,
): Promise<Job> {
  const job = await store.enqueue(wish, { openPerUser: config.limits.openJobsPerUser });
  const { preset, size } = wish.request;
  log.info({ job: job.id, user: job.userId, preset: preset.name, size }, 'queued a picture');
  feed.show(job);
  return job;
}
