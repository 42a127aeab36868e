import { COMPONENT } from '../forms/components.js';
import {
  type Component,
  type Embed,
  type Fields,
  MediaReference,
  type Node,
  referencedAttachments,
} from '../messages/body.js';
import type { AttachmentLinks } from '../messages/links.js';
import type { InteractionMetadata, Message, StoredAttachment, World } from '../world/world.js';
import { userOf } from '../world/world.js';
import { wireUser } from './users.js';

interface Context {
  readonly world: World;
  readonly links: AttachmentLinks;
}

type Wire = Record<string, unknown>;

/**
 * A message as Discord's API shows it. Addresses are signed afresh. Attachments that a component or an embed shows
 * are not among `attachments`: Discord leaves them out too (discord-api-docs, issue 8277).
 */
export function wireMessage(context: Context, message: Message): Wire {
  const { world } = context;
  const shown = referencedAttachments([...message.components, ...message.embeds]);
  const reference = message.reference === null ? undefined : world.messages.get(message.reference.messageId);
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    author: wireUser(userOf(world, message.authorId)),
    content: message.content,
    timestamp: new Date(message.createdAt).toISOString(),
    edited_timestamp: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    pinned: false,
    flags: message.flags,
    attachments: message.attachments
      .filter((attachment) => !shown.has(attachment.id))
      .map((attachment) => wireAttachment(context, attachment)),
    embeds: message.embeds.map((embed) => wireEmbed(context, embed)),
    components: message.components.map((component) => wireComponent(context, component)),
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    ...(message.viaInteraction
      ? { application_id: world.application.id, webhook_id: world.application.id }
      : {}),
    ...(message.metadata === null ? {} : metadataFields(context, message.metadata)),
    ...(message.reference === null
      ? {}
      : {
          message_reference: {
            type: 0,
            message_id: message.reference.messageId,
            channel_id: message.reference.channelId,
          },
          referenced_message: reference === undefined ? null : wireMessage(context, reference),
        }),
  };
}

export function wireAttachment({ links }: Context, attachment: StoredAttachment): Wire {
  return {
    id: attachment.id,
    filename: attachment.filename,
    size: attachment.bytes.length,
    url: links.url(attachment),
    proxy_url: links.proxyUrl(attachment),
    content_type: attachment.contentType,
    ...(attachment.width === null ? {} : { width: attachment.width, height: attachment.height }),
    ...(attachment.description === null ? {} : { description: attachment.description }),
    ...(attachment.ephemeral ? { ephemeral: true } : {}),
  };
}

function metadataFields(context: Context, metadata: InteractionMetadata): Wire {
  const user = wireUser(userOf(context.world, metadata.userId));
  return {
    interaction_metadata: wireMetadata(context, metadata),
    ...(metadata.name === null
      ? {}
      : { interaction: { id: metadata.id, type: metadata.type, name: metadata.name, user } }),
  };
}

function wireMetadata(context: Context, metadata: InteractionMetadata): Wire {
  return {
    id: metadata.id,
    type: metadata.type,
    user: wireUser(userOf(context.world, metadata.userId)),
    authorizing_integration_owners: metadata.owners,

    ...(metadata.originalResponseMessageId === null
      ? {}
      : { original_response_message_id: metadata.originalResponseMessageId }),
    ...(metadata.interactedMessageId === null ? {} : { interacted_message_id: metadata.interactedMessageId }),
    ...(metadata.targetMessageId === null ? {} : { target_message_id: metadata.targetMessageId }),
    ...(metadata.triggeredBy === null
      ? {}
      : { triggering_interaction_metadata: wireMetadata(context, metadata.triggeredBy) }),
  };
}

function unfurled({ world, links }: Context, reference: MediaReference): Wire {
  const attachment =
    reference.attachmentId === null ? undefined : world.attachments.get(reference.attachmentId);
  if (attachment === undefined) {
    return {
      id: '0',
      url: reference.url,
      proxy_url: reference.url,
      width: null,
      height: null,
      content_type: null,
    };
  }
  return {
    id: attachment.id,
    attachment_id: attachment.id,
    url: links.url(attachment),
    proxy_url: links.proxyUrl(attachment),
    width: attachment.width,
    height: attachment.height,
    content_type: attachment.contentType,
  };
}

/** Fields that an answer always holds, with what they are when the bot did not give them. */
const DEFAULTS: Readonly<Record<number, Readonly<Record<string, unknown>>>> = {
  [COMPONENT.STRING_SELECT]: { min_values: 1, max_values: 1 },
  [COMPONENT.USER_SELECT]: { min_values: 1, max_values: 1 },
  [COMPONENT.ROLE_SELECT]: { min_values: 1, max_values: 1 },
  [COMPONENT.MENTIONABLE_SELECT]: { min_values: 1, max_values: 1 },
  [COMPONENT.CHANNEL_SELECT]: { min_values: 1, max_values: 1 },
  [COMPONENT.THUMBNAIL]: { description: null, spoiler: false },
  [COMPONENT.FILE]: { spoiler: false },
  [COMPONENT.SEPARATOR]: { divider: true, spacing: 1 },
  [COMPONENT.CONTAINER]: { accent_color: null, spoiler: false },
};

function wireComponent(context: Context, component: Component): Wire {
  const wire: Wire = { ...DEFAULTS[component.type], ...(plain(context, component) as Wire) };
  if (component.type === COMPONENT.MEDIA_GALLERY && Array.isArray(wire.items)) {
    wire.items = wire.items.map((item: Wire) => ({ description: null, spoiler: false, ...item }));
  }
  if (component.type === COMPONENT.FILE && component.file instanceof MediaReference) {
    const attachment = context.world.attachments.get(component.file.attachmentId ?? '');
    wire.name = attachment?.filename ?? null;
    wire.size = attachment?.bytes.length ?? null;
  }
  return wire;
}

/** The stored tree without absent fields, media unfurled, nested components with their defaults. */
function plain(context: Context, node: Node): unknown {
  if (node instanceof MediaReference) return unfurled(context, node);
  if (Array.isArray(node)) return node.map((item) => nested(context, item));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]) => [key, nested(context, value)]),
  );
}

function nested(context: Context, node: Node): unknown {
  const isComponent =
    typeof node === 'object' &&
    node !== null &&
    !Array.isArray(node) &&
    !(node instanceof MediaReference) &&
    typeof node.type === 'number' &&
    typeof node.id === 'number';
  return isComponent ? wireComponent(context, node as Component) : plain(context, node);
}

function wireEmbed(context: Context, embed: Embed): Wire {
  const picture = (node: Node): Wire | null => {
    const media = isFields(node) ? node.media : null;
    if (!(media instanceof MediaReference)) return null;
    const { url, proxy_url, width, height, content_type } = unfurled(context, media);
    return {
      url,
      proxy_url,
      ...(width === null ? {} : { width, height }),
      ...(content_type === null ? {} : { content_type }),
    };
  };
  const withIcon = (node: Node): Wire | null => {
    if (!isFields(node)) return null;
    const { icon_url: icon, ...rest } = node;
    const media = icon instanceof MediaReference ? unfurled(context, icon) : null;
    return {
      ...(plain(context, rest) as Wire),
      ...(media === null ? {} : { icon_url: media.url, proxy_icon_url: media.proxy_url }),
    };
  };
  const { image, thumbnail, author, footer, fields, ...rest } = embed;
  const parts = {
    image: picture(image),
    thumbnail: picture(thumbnail),
    author: withIcon(author),
    footer: withIcon(footer),
    fields: Array.isArray(fields)
      ? fields.map((field) => ({ inline: false, ...(plain(context, field) as Wire) }))
      : null,
  };
  return {
    type: 'rich',
    ...(plain(context, rest) as Wire),
    ...Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null)),
  };
}

function isFields(node: Node): node is Fields {
  return (
    typeof node === 'object' && node !== null && !Array.isArray(node) && !(node instanceof MediaReference)
  );
}
