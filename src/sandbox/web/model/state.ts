import type { ChannelView, CommandView, HomeView, MessageView, UserView } from '../../api.js';
import type { WireMedia, WireModal } from '../wire.js';
import type { Theme } from './preferences.js';

/** Something that was sent to the bot and not answered yet, or never was. */
export interface Pending {
  readonly interactionId: string;
  readonly channelId: string;
  /** What was sent, in words. */
  readonly label: string;
  /** The message and component that were used; null for a command. */
  readonly messageId: string | null;
  readonly customId: string | null;
  readonly failed: boolean;
}

/** A picture that can be looked at large. */
export interface Plate {
  readonly media: WireMedia;
  readonly description: string | null;
}

/** Everything the page shows. Replaced, never changed. */
export interface State {
  readonly offline: boolean;
  readonly users: readonly UserView[];
  readonly home: HomeView | null;
  readonly channel: ChannelView | null;
  readonly commands: readonly CommandView[];
  /** Of the channel, oldest first. */
  readonly messages: readonly MessageView[];
  readonly pending: readonly Pending[];
  /** Private messages that were put away in this browser. */
  readonly dismissed: ReadonlySet<string>;
  readonly modal: { readonly interactionId: string; readonly modal: WireModal } | null;
  readonly plates: { readonly all: readonly Plate[]; readonly at: number } | null;
  /** A message to bring into view. */
  readonly jumpTo: string | null;
  readonly theme: Theme;
  /** The last sentence for everybody to read, e.g. why something was refused. */
  readonly notice: string | null;
  readonly placesOpen: boolean;
  /** The developers' drawer, and the message it is about; null for all. */
  readonly drawer: { readonly messageId: string | null } | null;
  /** Grows with everything that only developers see. */
  readonly backstageTick: number;
}

export const EMPTY: State = {
  offline: false,
  users: [],
  home: null,
  channel: null,
  commands: [],
  messages: [],
  pending: [],
  dismissed: new Set(),
  modal: null,
  plates: null,
  jumpTo: null,
  theme: 'auto',
  notice: null,
  placesOpen: false,
  drawer: null,
  backstageTick: 0,
};
