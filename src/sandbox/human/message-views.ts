import type { ButtonView, MessageView, PictureView, SelectView } from '../api.js';
import { COMPONENT } from '../forms/components.js';
import { FLAG } from '../forms/message.js';
import { type Component, eachComponent, referencedAttachments } from '../messages/body.js';
import type { Services } from '../services.js';
import { wireMessage } from '../wire/messages.js';
import { type Message, userOf } from '../world/world.js';
import { isLoose, type Loose, listOf, numberOf, textOf } from './loose.js';
import { userView } from './place-views.js';

export function messageView(services: Services, message: Message): MessageView {
  const raw: Loose = wireMessage(services, message);
  const components = [...eachWire(listOf(raw.components))];
  const pictures = [
    ...listOf(raw.attachments).map((attachment) => pictureOf(services, attachment, 'attachment')),
    ...components.flatMap((component) => componentPictures(services, component)),
    ...listOf(raw.embeds).flatMap((embed) =>
      [embed.thumbnail, embed.image].filter(isLoose).map((media) => pictureOf(services, media, 'embed')),
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

function componentPictures(services: Services, component: Loose): PictureView[] {
  switch (component.type) {
    case COMPONENT.MEDIA_GALLERY:
      return listOf(component.items).map((item) => ({
        ...pictureOf(services, isLoose(item.media) ? item.media : {}, 'gallery'),
        description: item.description === null ? null : textOf(item.description),
        spoiler: item.spoiler === true,
      }));
    case COMPONENT.THUMBNAIL:
      return [
        {
          ...pictureOf(services, isLoose(component.media) ? component.media : {}, 'thumbnail'),
          description: component.description === null ? null : textOf(component.description),
          spoiler: component.spoiler === true,
        },
      ];
    case COMPONENT.FILE:
      return [
        {
          ...pictureOf(services, isLoose(component.file) ? component.file : {}, 'file'),
          spoiler: component.spoiler === true,
        },
      ];
    default:
      return [];
  }
}

function pictureOf(services: Services, media: Loose, shownIn: PictureView['shownIn']): PictureView {
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

function buttonView(component: Loose): ButtonView {
  const emoji = isLoose(component.emoji) ? textOf(component.emoji.name) : '';
  return {
    customId: typeof component.custom_id === 'string' ? component.custom_id : null,
    label: textOf(component.label) || emoji,
    style: Number(component.style),
    disabled: component.disabled === true,
    url: typeof component.url === 'string' ? component.url : null,
  };
}

function selectView(component: Loose): SelectView {
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

function textsOf(raw: Loose, components: readonly Loose[]): string[] {
  const embeds = listOf(raw.embeds).flatMap((embed) => [
    isLoose(embed.author) ? embed.author.name : '',
    embed.title,
    embed.description,
    ...listOf(embed.fields).flatMap((field) => [field.name, field.value]),
    isLoose(embed.footer) ? embed.footer.text : '',
  ]);
  const displays = components
    .filter((component) => component.type === COMPONENT.TEXT_DISPLAY)
    .map((component) => component.content);
  return [raw.content, ...displays, ...embeds].map(textOf).filter((text) => text !== '');
}

function* eachWire(components: readonly Loose[]): Generator<Loose> {
  // Answers have the same shape as what is stored, so the same walk serves both.
  for (const component of eachComponent(components as unknown as Component[])) yield component;
}
