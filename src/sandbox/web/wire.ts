/**
 * What the page reads of Discord's own objects (MessageView.raw): the fields it shows, and no more. They come from the
 * sandbox's REST side unchanged, so that a person sees what a bot sees.
 */

export interface WireUser {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly bot?: boolean;
}

export interface WireMedia {
  readonly url: string;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly content_type?: string | null;
}

export interface WireAttachment extends WireMedia {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly description?: string;
}

export interface WireEmoji {
  readonly id?: string | null;
  readonly name?: string | null;
}

export interface WireButton {
  readonly type: 2;
  readonly style: number;
  readonly custom_id?: string;
  readonly label?: string;
  readonly emoji?: WireEmoji;
  readonly url?: string;
  readonly disabled?: boolean;
}

export interface WireSelectOption {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
  readonly emoji?: WireEmoji;
  readonly default?: boolean;
}

export interface WireSelect {
  readonly type: 3 | 5 | 6 | 7 | 8;
  readonly custom_id: string;
  readonly placeholder?: string;
  readonly min_values?: number;
  readonly max_values?: number;
  readonly options?: readonly WireSelectOption[];
  readonly disabled?: boolean;
}

export interface WireText {
  readonly type: 10;
  readonly content: string;
}

export interface WireThumbnail {
  readonly type: 11;
  readonly media: WireMedia;
  readonly description: string | null;
  readonly spoiler: boolean;
}

export interface WireRow {
  readonly type: 1;
  readonly components: readonly (WireButton | WireSelect)[];
}

export interface WireSection {
  readonly type: 9;
  readonly components: readonly WireText[];
  readonly accessory: WireThumbnail | WireButton;
}

export interface WireGallery {
  readonly type: 12;
  readonly items: readonly {
    readonly media: WireMedia;
    readonly description: string | null;
    readonly spoiler: boolean;
  }[];
}

export interface WireFile {
  readonly type: 13;
  readonly file: WireMedia;
  readonly name: string | null;
  readonly size: number | null;
  readonly spoiler: boolean;
}

export interface WireSeparator {
  readonly type: 14;
  readonly divider: boolean;
  readonly spacing: number;
}

export interface WireContainer {
  readonly type: 17;
  readonly components: readonly WireComponent[];
  readonly accent_color: number | null;
  readonly spoiler: boolean;
}

/** A component of a message. They tell themselves apart by `type`. */
export type WireComponent =
  | WireRow
  | WireSection
  | WireText
  | WireGallery
  | WireFile
  | WireSeparator
  | WireContainer;

export interface WireEmbed {
  readonly title?: string;
  readonly description?: string;
  readonly url?: string;
  readonly color?: number;
  readonly timestamp?: string;
  readonly author?: { readonly name: string; readonly url?: string; readonly icon_url?: string };
  readonly footer?: { readonly text: string; readonly icon_url?: string };
  readonly image?: WireMedia;
  readonly thumbnail?: WireMedia;
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly inline: boolean }[];
}

export interface WireMessage {
  readonly id: string;
  readonly channel_id: string;
  readonly content: string;
  readonly timestamp: string;
  readonly edited_timestamp: string | null;
  readonly author: WireUser;
  readonly attachments: readonly WireAttachment[];
  readonly embeds: readonly WireEmbed[];
  readonly components: readonly WireComponent[];
  /** The command that this message answers. */
  readonly interaction?: { readonly name: string; readonly user: WireUser };
  readonly interaction_metadata?: { readonly id: string; readonly user: WireUser };
  readonly referenced_message?: WireMessage | null;
}

interface WireTextInput {
  readonly type: 4;
  readonly custom_id: string;
  readonly style: 1 | 2;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly required?: boolean;
  readonly value?: string;
  readonly placeholder?: string;
}

interface WireFileUpload {
  readonly type: 19;
  readonly custom_id: string;
  readonly min_values?: number;
  readonly max_values?: number;
  readonly required?: boolean;
}

type WireModalSelect = WireSelect & { readonly required?: boolean };

export type WireModalField = WireTextInput | WireFileUpload | WireModalSelect;

/** A modal: rows of one text input, labels around any field, and texts between them. */
export interface WireModal {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly (
    | { readonly type: 1; readonly components: readonly (WireTextInput & { readonly label?: string })[] }
    | {
        readonly type: 18;
        readonly label: string;
        readonly description?: string;
        readonly component: WireModalField;
      }
    | WireText
  )[];
}
