import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInContainer,
  type APIContainerComponent,
  type APIMediaGalleryComponent,
  type APISectionComponent,
  type APITextDisplayComponent,
  ButtonStyle,
  ComponentType,
} from 'discord.js';

/** What a message shows: Components V2, plain data. The pictures it names travel beside it as files. */
export type View = readonly APIContainerComponent[];

/** The edge of a message's box says at a glance how things stand. */
export const COLOURS = {
  waiting: 0x8d99ae,
  running: 0xf4a259,
  finished: 0x6d5dfc,
  failed: 0xd64550,
  cancelled: 0x6c757d,
  plain: 0x6d5dfc,
} as const;

export function container(colour: number, ...components: APIComponentInContainer[]): APIContainerComponent {
  return { type: ComponentType.Container, accent_color: colour, components };
}

export function text(content: string): APITextDisplayComponent {
  return { type: ComponentType.TextDisplay, content };
}

/** One picture, large. `file` is the name of a file of the same message. */
export function picture(
  file: string,
  description: string,
  options: { spoiler?: boolean } = {},
): APIMediaGalleryComponent {
  const spoiler = options.spoiler ?? false;
  return {
    type: ComponentType.MediaGallery,
    items: [{ media: { url: `attachment://${file}` }, description, spoiler }],
  };
}

/** Up to ten pictures, as Discord arranges them. */
export function gallery(
  pictures: readonly { readonly file: string; readonly description: string; readonly spoiler: boolean }[],
): APIMediaGalleryComponent {
  return {
    type: ComponentType.MediaGallery,
    items: pictures.map(({ file, description, spoiler }) => ({
      media: { url: `attachment://${file}` },
      description,
      spoiler,
    })),
  };
}

/** Text with a small picture at its side. */
export function section(
  content: string,
  file: string,
  description: string,
  options: { spoiler?: boolean } = {},
): APISectionComponent {
  const spoiler = options.spoiler ?? false;
  const media = { url: `attachment://${file}` };
  return {
    type: ComponentType.Section,
    components: [text(content)],
    accessory: { type: ComponentType.Thumbnail, media, description, spoiler },
  };
}

export function buttons(...components: APIButtonComponent[]): APIActionRowComponent<APIButtonComponent> {
  return { type: ComponentType.ActionRow, components };
}

/** @param id what the press brings back: at most 100 characters. */
export function button(
  id: string,
  label: string,
  options: {
    disabled?: boolean;
    style?: ButtonStyle.Primary | ButtonStyle.Secondary | ButtonStyle.Success | ButtonStyle.Danger;
  } = {},
): APIButtonComponent {
  return {
    type: ComponentType.Button,
    style: options.style ?? ButtonStyle.Secondary,
    custom_id: id,
    label,
    disabled: options.disabled ?? false,
  };
}

/** Text from elsewhere, so that it cannot be read as Discord's markup. */
export function plain(value: string): string {
  return value.replace(/([\\`*_~|<>[\]()#])/g, '\\$1');
}
