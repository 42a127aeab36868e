import { FLAG } from '../forms/message.js';
import { restError } from '../rest/rest-error.js';
import type { ChangeFeed } from '../world/changes.js';
import type { Snowflakes } from '../world/snowflake.js';
import type { InteractionMetadata, Message, World } from '../world/world.js';
import type { Body } from './compose.js';
import type { Files } from './files.js';

export interface NewMessage {
  readonly channelId: string;
  readonly authorId: string;
  readonly body: Body;
  readonly type?: Message['type'];
  readonly ephemeralFor?: string | null;
  readonly viaInteraction?: boolean;
  readonly metadata?: InteractionMetadata | null;
  readonly reference?: Message['reference'];
  readonly nonce?: string | number | null;
}

/** Makes, changes and removes messages, with their files, and tells the change feed. */
export class Messages {
  readonly #world: World;
  readonly #ids: Snowflakes;
  readonly #changes: ChangeFeed;
  readonly #files: Files;
  readonly #now: () => number;

  constructor(deps: { world: World; ids: Snowflakes; changes: ChangeFeed; files: Files; now: () => number }) {
    this.#files = deps.files;
    this.#world = deps.world;
    this.#ids = deps.ids;
    this.#changes = deps.changes;
    this.#now = deps.now;
  }

  create(input: NewMessage): Message {
    const ephemeralFor = input.ephemeralFor ?? null;
    const message: Message = {
      id: this.#ids.next(),
      channelId: input.channelId,
      authorId: input.authorId,
      type: input.type ?? 0,
      createdAt: this.#now(),
      aged: 0,
      ephemeralFor,
      viaInteraction: input.viaInteraction ?? false,
      metadata: input.metadata ?? null,
      reference: input.reference ?? null,
      nonce: input.nonce ?? null,
      editedAt: null,
      ...input.body,
      flags: input.body.flags | (ephemeralFor === null ? 0 : FLAG.EPHEMERAL),
    };
    this.#files.keep(message.attachments);
    this.#world.messages.set(message.id, message);
    const channel = this.#world.channels.get(message.channelId);
    if (channel !== undefined && ephemeralFor === null) channel.lastMessageId = message.id;
    this.#tell(message, false);
    return message;
  }

  /** Puts a new body in place. The first answer to a deferred interaction does not count as an edit. */
  edit(message: Message, body: Body): void {
    const wasLoading = (message.flags & FLAG.LOADING) !== 0;
    message.content = body.content;
    message.embeds = body.embeds;
    message.components = body.components;
    this.#files.drop(message.attachments.filter((old) => !body.attachments.includes(old)));
    this.#files.keep(body.attachments);
    message.attachments = body.attachments;
    message.flags = body.flags | (message.flags & FLAG.EPHEMERAL);
    if (!wasLoading) message.editedAt = this.#now();
    this.#tell(message, false);
  }

  delete(message: Message): void {
    this.#files.drop(message.attachments);
    this.#world.messages.delete(message.id);
    this.#tell(message, true);
  }

  /** A message that everybody in its channel sees. Throws 10008, for ephemeral ones too. */
  publicOne(channelId: string, messageId: string): Message {
    const message = this.#world.messages.get(messageId);
    if (message === undefined || message.channelId !== channelId || message.ephemeralFor !== null) {
      throw restError(10008);
    }
    return message;
  }

  /** A channel's messages as one viewer sees them, oldest first. `null` sees no ephemeral ones. */
  inChannel(channelId: string, viewerId: string | null): Message[] {
    return [...this.#world.messages.values()].filter(
      (message) =>
        message.channelId === channelId &&
        (message.ephemeralFor === null || message.ephemeralFor === viewerId),
    );
  }

  #tell(message: Message, deleted: boolean): void {
    this.#changes.push({ op: 'message', messageId: message.id, channelId: message.channelId, deleted });
  }
}
