import { CALLBACK, INTERACTION, readCallbackType, readChoices } from '../forms/callback.js';
import { modalForm } from '../forms/components.js';
import { readForm } from '../forms/form.js';
import { FLAG, readDeferFlags, readMessageForm } from '../forms/message.js';
import type { Interaction } from '../interactions/interactions.js';
import { composeBody, EMPTY_BODY, type Upload } from '../messages/compose.js';
import type { Services } from '../services.js';
import { wireMessage } from '../wire/messages.js';
import { type Message, userOf } from '../world/world.js';
import { restError } from './rest-error.js';
import { noContent, ok, type Route, type RouteRequest, route } from './router.js';
import { formTarget } from './routes-channels.js';

const DATA = ['data'];

/** The first answer to an interaction. */
export function interactionRoutes(services: Services): Route[] {
  return [
    route(
      'POST',
      '/interactions/{interaction_id}/{interaction_token}/callback',
      { auth: 'none', limit: null },
      async (request) => {
        const { interaction_id: id, interaction_token: token } = request.params;
        const interaction = services.interactions.forCallback(id, token);
        const type = readCallbackType(request.body, interaction.type, interaction.sourceMessageId !== null);
        // Files are measured before the answer counts, so that of two answers at once one gets 40060.
        const upload = await prepareFiles(services, interaction, request);
        services.interactions.forCallback(id, token);
        const message = apply(services, interaction, type, request.body, upload);
        interaction.callbackType = type;
        services.interactions.changed(interaction);
        if (request.query.get('with_response') !== 'true') return noContent;
        return ok(callbackResponse(services, interaction, type, message));
      },
    ),
  ];
}

async function prepareFiles(
  services: Services,
  interaction: Interaction,
  request: RouteRequest,
): Promise<Upload[]> {
  const source = sourceMessage(services, interaction);
  const asksEphemeral = (dataOf(request.body).flags & FLAG.EPHEMERAL) !== 0;
  const ephemeral = asksEphemeral || (source !== null && source.ephemeralFor !== null);
  return services.files.receive(
    request.files,
    fileOwner(services, interaction, ephemeral),
    services.world.attachmentSizeLimit,
  );
}

/** Where the files of an answer live: Discord keeps those of ephemeral messages apart. */
export function fileOwner(
  services: Services,
  interaction: Interaction,
  ephemeral: boolean,
): { id: string; ephemeral: boolean } {
  return { id: ephemeral ? services.world.application.id : interaction.channelId, ephemeral };
}

function dataOf(body: unknown): { flags: number } {
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : null;
  const flags = typeof data === 'object' && data !== null && 'flags' in data ? data.flags : 0;
  return { flags: typeof flags === 'number' ? flags : 0 };
}

function formData(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'data' in body ? body.data : {};
}

function sourceMessage(services: Services, interaction: Interaction): Message | null {
  if (interaction.sourceMessageId === null) return null;
  return services.world.messages.get(interaction.sourceMessageId) ?? null;
}

/** Carries the answer out. Returns the message that `@original` now names, if any. */
function apply(
  services: Services,
  interaction: Interaction,
  type: (typeof CALLBACK)[keyof typeof CALLBACK],
  body: unknown,
  uploads: readonly Upload[],
): Message | null {
  switch (type) {
    case CALLBACK.MESSAGE: {
      const form = readMessageForm(formData(body), { flags: 0, legacyFields: [] }, DATA);
      const composed = composeBody(EMPTY_BODY, form, uploads, DATA);
      const ephemeral = ((form.flags ?? 0) & FLAG.EPHEMERAL) !== 0;
      return answer(services, interaction, composed, ephemeral);
    }
    case CALLBACK.DEFERRED_MESSAGE: {
      const ephemeral = (readDeferFlags(body) & FLAG.EPHEMERAL) !== 0;
      return answer(services, interaction, { ...EMPTY_BODY, flags: FLAG.LOADING }, ephemeral);
    }
    case CALLBACK.DEFERRED_UPDATE: {
      const source = sourceMessage(services, interaction);
      interaction.originalMessageId = source?.id ?? null;
      return source;
    }
    case CALLBACK.UPDATE: {
      const source = sourceMessage(services, interaction);
      if (source === null) throw restError(10008);
      const form = readMessageForm(formData(body), formTarget(source), DATA);
      services.messages.edit(source, composeBody(source, form, uploads, DATA));
      interaction.originalMessageId = source.id;
      return source;
    }
    case CALLBACK.AUTOCOMPLETE:
      interaction.choices = readChoices(body, interaction.numericFocus);
      return null;
    case CALLBACK.MODAL:
      interaction.modal = readForm(modalForm, formData(body), DATA);
      return null;
  }
}

function answer(
  services: Services,
  interaction: Interaction,
  body: typeof EMPTY_BODY,
  ephemeral: boolean,
): Message {
  const { world, messages, interactions } = services;
  const message = messages.create({
    channelId: interaction.channelId,
    authorId: world.application.botId,
    body,
    type: interaction.commandType === 1 ? 20 : interaction.commandType === 3 ? 23 : 0,
    ephemeralFor: ephemeral ? userOf(world, interaction.userId).id : null,
    viaInteraction: true,
    metadata: interactions.metadata(interaction, null),
    reference:
      interaction.type === INTERACTION.COMPONENT && interaction.sourceMessageId !== null
        ? { messageId: interaction.sourceMessageId, channelId: interaction.channelId }
        : null,
  });
  interaction.originalMessageId = message.id;
  return message;
}

function callbackResponse(
  services: Services,
  interaction: Interaction,
  type: (typeof CALLBACK)[keyof typeof CALLBACK],
  message: Message | null,
): Record<string, unknown> {
  const updates = type === CALLBACK.UPDATE || type === CALLBACK.DEFERRED_UPDATE;
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(message === null
        ? {}
        : {
            response_message_id: message.id,
            response_message_loading: (message.flags & FLAG.LOADING) !== 0,
            response_message_ephemeral: message.ephemeralFor !== null,
          }),
    },
    // The published description knows only 4 and 7 here, for deferred answers too.
    ...(message === null
      ? {}
      : {
          resource: {
            type: updates ? CALLBACK.UPDATE : CALLBACK.MESSAGE,
            message: wireMessage(services, message),
          },
        }),
  };
}
