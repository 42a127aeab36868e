import type { InteractionView } from '../api.js';
import { INTERACTION } from '../forms/callback.js';
import { FLAG } from '../forms/message.js';
import type { Interaction } from '../interactions/interactions.js';
import type { Services } from '../services.js';
import { messageView } from './message-views.js';
import { modalView } from './modal-views.js';

const TYPE_NAMES = {
  [INTERACTION.COMMAND]: 'command',
  [INTERACTION.COMPONENT]: 'component',
  [INTERACTION.AUTOCOMPLETE]: 'autocomplete',
  [INTERACTION.MODAL_SUBMIT]: 'modal',
} as const;

export function interactionView(services: Services, interaction: Interaction): InteractionView {
  const { world, interactions } = services;
  const reply = world.messages.get(interaction.originalMessageId ?? '') ?? null;
  const expired = interactions.tokenExpired(interaction);
  const stillLoading = reply !== null && (reply.flags & FLAG.LOADING) !== 0;
  const failed = interactions.unanswered(interaction) || (stillLoading && expired);
  return {
    id: interaction.id,
    type: TYPE_NAMES[interaction.type],
    userId: interaction.userId,
    channelId: interaction.channelId,
    state: failed ? 'failed' : interaction.callbackType === null ? 'waiting' : 'answered',
    callbackType: interaction.callbackType,
    reply: reply === null ? null : messageView(services, reply),
    replyDeleted: interaction.originalMessageId !== null && reply === null,
    followUps: interaction.followUpIds
      .map((id) => world.messages.get(id))
      .filter((message) => message !== undefined)
      .map((message) => messageView(services, message)),
    modal: interaction.modal === null ? null : modalView(interaction.modal),
    choices: interaction.choices,
    tokenExpired: expired,
  };
}
