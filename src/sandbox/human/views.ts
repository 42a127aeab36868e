import type {
  ButtonView,
  ChannelView,
  CommandOptionView,
  CommandView,
  HomeView,
  InteractionView,
  MessageView,
  ModalView,
  PictureView,
  SandboxState,
  SelectView,
  UserView,
} from '../api.js';
import { INTERACTION } from '../forms/callback.js';
import { COMPONENT, type ModalForm } from '../forms/components.js';
import { FLAG } from '../forms/message.js';
import type { Interaction } from '../interactions/interactions.js';
import { type Component, eachComponent, referencedAttachments } from '../messages/body.js';
import type { Services } from '../services.js';
import { wireMessage } from '../wire/messages.js';
import {
  botIsPresent,
  type Channel,
  type Command,
  guildOf,
  type Message,
  type User,
  userOf,
} from '../world/world.js';
import { canSee } from './lookup.js';

type Wire = Readonly<Record<string, unknown>>;

export function userView(user: User): UserView {
  return {
    id: user.id,
    username: user.username,
    displayName: user.globalName ?? user.username,
    locale: user.locale,
  };
}

export function channelView(services: Services, channel: Channel): ChannelView {
  const guild = guildOf(services.world, channel);
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    guild: guild === null ? null : { id: guild.id, name: guild.name },
    topic: channel.topic,
    ageRestricted: channel.nsfw,
    botPresent: botIsPresent(services.world, channel),
  };
}

export function stateView(services: Services): SandboxState {
  const { world, gateway } = services;
  return {
    url: services.origin(),
    settings: {
      DISCORD_API: `${services.origin()}/api`,
      DISCORD_TOKEN: world.application.token,
      DISCORD_ATTACHMENT_ORIGINS: services.origin(),
    },
    applicationId: world.application.id,
    botReady: gateway.ready,
    users: [...world.users.values()].filter((user) => !user.bot).map(userView),
    channels: [...world.channels.values()].map((channel) => channelView(services, channel)),
    commands: [...world.commands.values()].map((command) => commandView(command)),
    registrations: world.registrations,
    attachmentSizeLimit: world.attachmentSizeLimit,
  };
}

export function homeView(services: Services, user: User): HomeView {
  const { world, gateway, samples } = services;
  const channels = [...world.channels.values()].filter((channel) => canSee(world, channel, user.id));
  return {
    user: userView(user),
    bot: userView(userOf(world, world.application.botId)),
    botReady: gateway.ready,
    channels: channels.map((channel) => channelView(services, channel)),
    roles: [...world.guilds.values()]
      .filter((guild) => guild.members.has(user.id))
      .flatMap((guild) => guild.roles.map(({ id, name }) => ({ guildId: guild.id, id, name }))),
    samples: samples.addresses,
  };
}

const COMMAND_TYPES = { 1: 'slash', 2: 'user', 3: 'message' } as const;

/** @param locale whose names and descriptions; left out, those that were registered without a language. */
export function commandView(command: Command, locale?: string): CommandView {
  const { definition } = command;
  return {
    id: command.id,
    name: command.name,
    label: localised(definition, 'name', locale),
    type: COMMAND_TYPES[command.type],
    description: localised(definition, 'description', locale),
    guildId: command.guildId,
    options: optionViews(definition.options, locale),
  };
}

function localised(named: Wire, field: 'name' | 'description', locale: string | undefined): string {
  const translations = named[`${field}_localizations`];
  const found = locale !== undefined && isWire(translations) ? textOf(translations[locale]) : '';
  return found === '' ? textOf(named[field]) : found;
}

/** A registered command's options, with what was left out filled in. */
export function optionViews(options: unknown, locale?: string): CommandOptionView[] {
  return listOf(options).map((option) => ({
    type: Number(option.type),
    name: textOf(option.name),
    label: localised(option, 'name', locale),
    description: localised(option, 'description', locale),
    required: option.required === true,
    autocomplete: option.autocomplete === true,
    choices: listOf(option.choices).map((choice) => ({
      name: textOf(choice.name),
      label: localised(choice, 'name', locale),
      value: typeof choice.value === 'number' ? choice.value : textOf(choice.value),
    })),
    minValue: numberOf(option.min_value),
    maxValue: numberOf(option.max_value),
    minLength: numberOf(option.min_length),
    maxLength: numberOf(option.max_length),
    options: optionViews(option.options, locale),
  }));
}

export function messageView(services: Services, message: Message): MessageView {
  const raw: Wire = wireMessage(services, message);
  const components = [...eachWire(listOf(raw.components))];
  const pictures = [
    ...listOf(raw.attachments).map((attachment) => pictureOf(services, attachment, 'attachment')),
    ...components.flatMap((component) => componentPictures(services, component)),
    ...listOf(raw.embeds).flatMap((embed) =>
      [embed.thumbnail, embed.image].filter(isWire).map((media) => pictureOf(services, media, 'embed')),
    ),
  ];
  const isV2 = (message.flags & FLAG.IS_COMPONENTS_V2) !== 0;
  const shown = referencedAttachments([...message.components, ...message.embeds]);
  const author = userOf(services.world, message.authorId);
  return {
    id: message.id,
    channelId: message.channelId,
    author: { ...userView(author), bot: author.bot },
    text: textsOf(raw, components).join('\n'),
    pictures: isV2 ? pictures.filter((picture) => picture.shownIn !== 'attachment') : pictures,
    hiddenFiles: isV2
      ? message.attachments.filter((file) => !shown.has(file.id)).map((file) => file.filename)
      : [],
    buttons: components.filter((component) => component.type === COMPONENT.BUTTON).map(buttonView),
    selects: components.filter((component) => SELECT_TYPES.has(Number(component.type))).map(selectView),
    ephemeral: message.ephemeralFor !== null,
    loading: (message.flags & FLAG.LOADING) !== 0,
    componentsV2: isV2,
    createdAt: textOf(raw.timestamp),
    editedAt: raw.edited_timestamp === null ? null : textOf(raw.edited_timestamp),
    interactionId: message.metadata?.id ?? null,
    raw,
  };
}

const SELECT_TYPES = new Set<number>([3, 5, 6, 7, 8]);

function componentPictures(services: Services, component: Wire): PictureView[] {
  switch (component.type) {
    case COMPONENT.MEDIA_GALLERY:
      return listOf(component.items).map((item) => ({
        ...pictureOf(services, isWire(item.media) ? item.media : {}, 'gallery'),
        description: item.description === null ? null : textOf(item.description),
        spoiler: item.spoiler === true,
      }));
    case COMPONENT.THUMBNAIL:
      return [
        {
          ...pictureOf(services, isWire(component.media) ? component.media : {}, 'thumbnail'),
          description: component.description === null ? null : textOf(component.description),
          spoiler: component.spoiler === true,
        },
      ];
    case COMPONENT.FILE:
      return [
        {
          ...pictureOf(services, isWire(component.file) ? component.file : {}, 'file'),
          spoiler: component.spoiler === true,
        },
      ];
    default:
      return [];
  }
}

function pictureOf(services: Services, media: Wire, shownIn: PictureView['shownIn']): PictureView {
  const url = textOf(media.url);
  const id = media.attachment_id ?? (shownIn === 'attachment' ? media.id : null);
  const fromPath = /\/attachments\/\d+\/(\d+)\//.exec(url)?.[1] ?? null;
  const attachmentId = typeof id === 'string' ? id : fromPath;
  const attachment = services.world.attachments.get(attachmentId ?? '');
  return {
    attachmentId: attachment?.id ?? null,
    filename: attachment?.filename ?? '',
    url,
    contentType: textOf(media.content_type),
    width: numberOf(media.width),
    height: numberOf(media.height),
    size: attachment?.bytes.length ?? null,
    description: typeof media.description === 'string' ? media.description : null,
    spoiler: attachment?.filename.startsWith('SPOILER_') ?? false,
    shownIn,
  };
}

function buttonView(component: Wire): ButtonView {
  const emoji = isWire(component.emoji) ? textOf(component.emoji.name) : '';
  return {
    customId: typeof component.custom_id === 'string' ? component.custom_id : null,
    label: textOf(component.label) || emoji,
    style: Number(component.style),
    disabled: component.disabled === true,
    url: typeof component.url === 'string' ? component.url : null,
  };
}

function selectView(component: Wire): SelectView {
  return {
    customId: textOf(component.custom_id),
    type: Number(component.type),
    options: listOf(component.options).map((option) => ({
      label: textOf(option.label),
      value: textOf(option.value),
    })),
    disabled: component.disabled === true,
  };
}

function textsOf(raw: Wire, components: readonly Wire[]): string[] {
  const embeds = listOf(raw.embeds).flatMap((embed) => [
    isWire(embed.author) ? embed.author.name : '',
    embed.title,
    embed.description,
    ...listOf(embed.fields).flatMap((field) => [field.name, field.value]),
    isWire(embed.footer) ? embed.footer.text : '',
  ]);
  const displays = components
    .filter((component) => component.type === COMPONENT.TEXT_DISPLAY)
    .map((component) => component.content);
  return [raw.content, ...displays, ...embeds].map(textOf).filter((text) => text !== '');
}

function* eachWire(components: readonly Wire[]): Generator<Wire> {
  // Answers have the same shape as what is stored, so the same walk serves both.
  for (const component of eachComponent(components as unknown as Component[])) yield component;
}

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

function modalView(modal: ModalForm): ModalView {
  return {
    customId: modal.custom_id,
    title: modal.title,
    fields: modalFields(modal).map(({ label, field }) => ({
      customId: field.custom_id,
      label,
      type: field.type,
      required: field.required !== false,
      value: 'value' in field ? (field.value ?? null) : null,
    })),
    raw: modal,
  };
}

type ModalPart = ModalForm['components'][number];
type ModalLabel = Extract<ModalPart, { type: 18 }>;
type ModalRow = Extract<ModalPart, { type: 1 }>;
export type ModalField = ModalLabel['component'] | ModalRow['components'][number];

/** Everything a person can fill in, with its label. */
export function modalFields(modal: ModalForm): { label: string; field: ModalField }[] {
  return modal.components.flatMap((part): { label: string; field: ModalField }[] => {
    if (part.type === COMPONENT.LABEL) return [{ label: part.label, field: part.component }];
    if (part.type === COMPONENT.ACTION_ROW) {
      return part.components.map((field) => ({ label: field.label ?? '', field }));
    }
    return [];
  });
}

function isWire(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): Wire[] {
  return Array.isArray(value) ? value.filter(isWire) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
