import { z } from 'zod';
import { readForm, snowflake } from '../forms/form.js';
import { readMessageForm } from '../forms/message.js';
import { botPermissions } from '../interactions/payload.js';
import { composeBody, EMPTY_BODY, legacyFieldsOf } from '../messages/compose.js';
import type { Services } from '../services.js';
import { wireMessage } from '../wire/messages.js';
import { wireChannel } from '../wire/places.js';
import { PERMISSIONS, type PermissionName } from '../world/permissions.js';
import { botIsPresent, type Channel, type Message, userOf } from '../world/world.js';
import { LIMITS } from './rate-limits.js';
import { LimitedError, restError } from './rest-error.js';
import { noContent, ok, type Route, type RouteRequest, route } from './router.js';

/** Channels and the bot's own messages in them, under its permissions there. */
export function channelRoutes(services: Services): Route[] {
  const { world, messages } = services;
  const read = { auth: 'bot', limit: LIMITS.read } as const;

  /** The channel, if the bot can see it: 10003 when there is none, 50001 when it may not. */
  const visible = (id: string): Channel => {
    const channel = world.channels.get(id);
    if (channel === undefined) throw restError(10003);
    if (!botIsPresent(world, channel)) throw restError(50001);
    if (!(botPermissions(world, channel) & PERMISSIONS.VIEW_CHANNEL)) throw restError(50001);
    return channel;
  };
  const requirePermission = (channel: Channel, ...names: PermissionName[]) => {
    const bits = botPermissions(world, channel);
    if (names.some((name) => !(bits & PERMISSIONS[name]))) throw restError(50013);
  };
  const refuseClosedDirectMessages = (channel: Channel) => {
    if (channel.kind !== 'dm') return;
    const person = channel.recipients.find((id) => id !== world.application.botId);
    if (person !== undefined && !userOf(world, person).acceptsDirectMessages) throw restError(50007);
  };
  const uploadsOf = (request: RouteRequest, channel: Channel) =>
    services.files.receive(request.files, { id: channel.id, ephemeral: false }, world.attachmentSizeLimit);

  return [
    route('GET', '/channels/{channel_id}', read, ({ params }) =>
      ok(wireChannel(world, visible(params.channel_id))),
    ),
    route('POST', '/channels/{channel_id}/typing', { auth: 'bot', limit: LIMITS.typing }, ({ params }) => {
      requirePermission(visible(params.channel_id), 'SEND_MESSAGES');
      return noContent;
    }),
    route('GET', '/channels/{channel_id}/messages', read, ({ params, query }) => {
      const channel = visible(params.channel_id);
      if (!(botPermissions(world, channel) & PERMISSIONS.READ_MESSAGE_HISTORY)) return ok([]);
      return ok(
        page(messages.inChannel(channel.id, null), query).map((message) => wireMessage(services, message)),
      );
    }),
    route(
      'POST',
      '/channels/{channel_id}/messages',
      { auth: 'bot', limit: LIMITS.sendMessage },
      async (request) => {
        const channel = visible(request.params.channel_id);
        refuseClosedDirectMessages(channel);
        requirePermission(channel, 'SEND_MESSAGES');
        const form = readMessageForm(request.body, { flags: 0, legacyFields: [] }, []);
        if (request.files.length > 0) requirePermission(channel, 'ATTACH_FILES');
        if ((form.embeds?.length ?? 0) > 0) requirePermission(channel, 'EMBED_LINKS');
        const reference = form.message_reference;
        if (reference != null && !world.messages.has(reference.message_id)) {
          if (reference.fail_if_not_exists !== false) throw restError(10008);
        }
        const uploads = await uploadsOf(request, channel);
        const message = messages.create({
          channelId: channel.id,
          authorId: world.application.botId,
          body: composeBody(EMPTY_BODY, form, uploads, []),
          type: reference == null ? 0 : 19,
          reference: reference == null ? null : { messageId: reference.message_id, channelId: channel.id },
          nonce: form.nonce ?? null,
        });
        return ok(wireMessage(services, message));
      },
    ),
    route('GET', '/channels/{channel_id}/messages/{message_id}', read, ({ params }) => {
      const channel = visible(params.channel_id);
      requirePermission(channel, 'READ_MESSAGE_HISTORY');
      return ok(wireMessage(services, messages.publicOne(channel.id, params.message_id)));
    }),
    route(
      'PATCH',
      '/channels/{channel_id}/messages/{message_id}',
      { auth: 'bot', limit: LIMITS.editMessage },
      async (request) => {
        const channel = visible(request.params.channel_id);
        const message = messages.publicOne(channel.id, request.params.message_id);
        if (message.authorId !== world.application.botId) throw restError(50005);
        const age = services.now() - message.createdAt + message.aged;
        const wait = services.limits.takeEdit(channel.id, age);
        if (wait !== null) throw new LimitedError(30046, wait);
        if (request.files.length > 0) requirePermission(channel, 'ATTACH_FILES');
        const form = readMessageForm(request.body, formTarget(message), []);
        const uploads = await uploadsOf(request, channel);
        // The message may have been deleted while the files were read.
        messages.publicOne(channel.id, message.id);
        messages.edit(message, composeBody(message, form, uploads, []));
        return ok(wireMessage(services, message));
      },
    ),
    route(
      'DELETE',
      '/channels/{channel_id}/messages/{message_id}',
      { auth: 'bot', limit: LIMITS.deleteMessage },
      ({ params }) => {
        const channel = visible(params.channel_id);
        const message = messages.publicOne(channel.id, params.message_id);
        if (message.authorId !== world.application.botId) {
          if (channel.guildId === null) throw restError(50003);
          requirePermission(channel, 'MANAGE_MESSAGES');
        }
        messages.delete(message);
        return noContent;
      },
    ),
  ];
}

export function formTarget(message: Message) {
  return { flags: message.flags, legacyFields: legacyFieldsOf(message) };
}

const pageForm = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: snowflake.optional(),
  after: snowflake.optional(),
});

/** Newest first, as Discord lists them. */
function page(all: readonly Message[], query: URLSearchParams): Message[] {
  const { limit, before, after } = readForm(pageForm, Object.fromEntries(query));
  const inRange = all.filter(
    (message) =>
      (before === undefined || BigInt(message.id) < BigInt(before)) &&
      (after === undefined || BigInt(message.id) > BigInt(after)),
  );
  return (after === undefined ? inRange.slice(-limit) : inRange.slice(0, limit)).reverse();
}
