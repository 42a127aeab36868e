import {
  type APIMessage,
  ComponentType,
  MessageFlags,
  type REST,
  type RESTPatchAPIChannelMessageJSONBody,
  Routes,
} from 'discord.js';
import type { DiscordOrigin } from '../jobs/job.js';
import type { MessageFile } from './job-message.js';
import type { View } from './views/components.js';

/** A file that is on a message already. */
export interface KeptFile {
  readonly id: string;
  readonly name: string;
}

export interface MessageEdit {
  readonly view: View;
  /** The one file of the message: sent now, or on it already. */
  readonly file: { readonly send: MessageFile } | { readonly keep: KeptFile } | null;
}

/** Which right to edit the message with. */
export type EditRoute = 'token' | 'bot';

/** A token this near its end may be over when the request arrives. */
const TOKEN_MARGIN_MS = 5_000;

/** The interaction's token while it lasts, the bot's own rights after; null when there is no way (any more). */
export function editRoute(origin: DiscordOrigin, now: number, tokenIsDead: boolean): EditRoute | null {
  const tokenLives =
    !tokenIsDead &&
    origin.token !== null &&
    (origin.tokenExpiresAt === null || origin.tokenExpiresAt - TOKEN_MARGIN_MS > now);
  if (tokenLives) return 'token';
  return origin.messageId !== null && origin.botCanEdit ? 'bot' : null;
}

/**
 * Edits the message of a job. discord.js waits where Discord's rate limits say so, and tries again by itself for a
 * few times when Discord has trouble.
 */
export async function editJobMessage(
  rest: REST,
  origin: DiscordOrigin,
  edit: MessageEdit,
  route: EditRoute,
): Promise<APIMessage> {
  const { file } = edit;
  const body: RESTPatchAPIChannelMessageJSONBody = {
    // Once set this flag stays, and it cannot be set on a deferred reply: every edit says it, so the first one does.
    flags: MessageFlags.IsComponentsV2,
    components: [...edit.view],
    allowed_mentions: { parse: [] },
    // Files are added to those that are there; only this list makes the others go.
    attachments:
      file === null ? [] : 'keep' in file ? [keptEntry(file.keep)] : [{ id: '0', filename: file.send.name }],
  };
  const files =
    file !== null && 'send' in file ? [{ name: file.send.name, data: file.send.data }] : undefined;
  const message =
    route === 'token'
      ? await rest.patch(
          Routes.webhookMessage(origin.applicationId, origin.token ?? '', origin.messageId ?? '@original'),
          { body, files, auth: false },
        )
      : await rest.patch(Routes.channelMessage(origin.channelId, origin.messageId ?? ''), { body, files });
  return message as APIMessage;
}

/** With its name, or `attachment://` would not find it among what is kept. */
function keptEntry({ id, name }: KeptFile): { id: string; filename: string } {
  return { id, filename: name };
}

/**
 * The id of the one attachment that a message's gallery shows; null where none does. Files that a component shows are
 * not among a message's `attachments`: the gallery's item names the file instead.
 */
export function shownAttachment(message: APIMessage): string | null {
  for (const component of message.components ?? []) {
    const parts = component.type === ComponentType.Container ? component.components : [component];
    for (const part of parts) {
      if (part.type === ComponentType.MediaGallery) return part.items[0]?.media.attachment_id ?? null;
    }
  }
  return null;
}
