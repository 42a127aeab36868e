import { FLAG, type MessageForm, readMessageForm } from '../forms/message.js';
import type { Interaction } from '../interactions/interactions.js';
import { composeBody, EMPTY_BODY, type Upload } from '../messages/compose.js';
import type { Services } from '../services.js';
import { wireMessage } from '../wire/messages.js';
import type { Message } from '../world/world.js';
import { LIMITS } from './rate-limits.js';
import { restError } from './rest-error.js';
import { noContent, ok, type Reply, type Route, type RouteRequest, route } from './router.js';
import { formTarget } from './routes-channels.js';
import { fileOwner } from './routes-interactions.js';

const ACCESS = { auth: 'none', limit: LIMITS.webhook } as const;

/** What an interaction's token opens for fifteen minutes: its `@original` answer and follow-ups. */
export function webhookRoutes(services: Services): Route[] {
  const { messages, interactions, world } = services;

  const original = (interaction: Interaction): Message => {
    const message = world.messages.get(interaction.originalMessageId ?? '');
    if (message === undefined) throw restError(10008);
    return message;
  };
  /** A message of this interaction: its answer or one of its follow-ups. */
  const own = (interaction: Interaction, id: string): Message => {
    const message = world.messages.get(id);
    const mine = id === interaction.originalMessageId || interaction.followUpIds.includes(id);
    if (message === undefined || !mine) throw restError(10008);
    return message;
  };
  const uploadsFor = (
    request: RouteRequest,
    interaction: Interaction,
    ephemeral: boolean,
  ): Promise<Upload[]> =>
    services.files.receive(
      request.files,
      fileOwner(services, interaction, ephemeral),
      world.attachmentSizeLimit,
    );
  const edit = async (request: RouteRequest, interaction: Interaction, message: Message): Promise<Reply> => {
    const form: MessageForm = readMessageForm(request.body, formTarget(message), []);
    const uploads = await uploadsFor(request, interaction, message.ephemeralFor !== null);
    if (!world.messages.has(message.id)) throw restError(10008);
    messages.edit(message, composeBody(message, form, uploads, []));
    interactions.changed(interaction);
    return ok(wireMessage(services, message));
  };
  const remove = (interaction: Interaction, message: Message): Reply => {
    messages.delete(message);
    interactions.changed(interaction);
    return noContent;
  };
  const interactionOf = (params: { webhook_id: string; webhook_token: string }) =>
    interactions.forWebhook(params.webhook_id, params.webhook_token);

  const base = '/webhooks/{webhook_id}/{webhook_token}' as const;
  return [
    route('POST', base, ACCESS, async (request) => {
      const interaction = interactionOf(request.params);
      const first = world.messages.get(interaction.originalMessageId ?? '');
      // Discord lets the first follow-up after a deferral take the place of “is thinking…”.
      if (first !== undefined && first.flags & FLAG.LOADING) return edit(request, interaction, first);
      const form = readMessageForm(request.body, { flags: 0, legacyFields: [] }, []);
      const ephemeral = ((form.flags ?? 0) & FLAG.EPHEMERAL) !== 0;
      const uploads = await uploadsFor(request, interaction, ephemeral);
      const body = composeBody(EMPTY_BODY, form, uploads, []);
      interactions.countFollowUp(interaction);
      const message = messages.create({
        channelId: interaction.channelId,
        authorId: world.application.botId,
        body,
        type: interaction.originalMessageId === null ? 0 : 19,
        ephemeralFor: ephemeral ? interaction.userId : null,
        viaInteraction: true,
        metadata: interactions.metadata(interaction, interaction.originalMessageId),
        reference:
          interaction.originalMessageId === null
            ? null
            : { messageId: interaction.originalMessageId, channelId: interaction.channelId },
      });
      interaction.followUpIds.push(message.id);
      interactions.changed(interaction);
      return ok(wireMessage(services, message));
    }),
    route('GET', `${base}/messages/@original`, ACCESS, ({ params }) =>
      ok(wireMessage(services, original(interactionOf(params)))),
    ),
    route('PATCH', `${base}/messages/@original`, ACCESS, (request) => {
      const interaction = interactionOf(request.params);
      return edit(request, interaction, original(interaction));
    }),
    route('DELETE', `${base}/messages/@original`, ACCESS, ({ params }) => {
      const interaction = interactionOf(params);
      return remove(interaction, original(interaction));
    }),
    route('GET', `${base}/messages/{message_id}`, ACCESS, ({ params }) =>
      ok(wireMessage(services, own(interactionOf(params), params.message_id))),
    ),
    route('PATCH', `${base}/messages/{message_id}`, ACCESS, (request) => {
      const interaction = interactionOf(request.params);
      return edit(request, interaction, own(interaction, request.params.message_id));
    }),
    route('DELETE', `${base}/messages/{message_id}`, ACCESS, ({ params }) => {
      const interaction = interactionOf(params);
      return remove(interaction, own(interaction, params.message_id));
    }),
  ];
}
