/**
 * The shapes of the sandbox's human face: what its HTTP API under /sandbox answers, and what `client.ts` hands on.
 * Plain data, so that a browser can use the same types.
 */

export interface UserView {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  /** The language their client is set to: one of Discord's locales. */
  readonly locale: string;
}

export interface ChannelView {
  readonly id: string;
  /** `studio`, `general` …; a direct message with the bot is `@ada`. */
  readonly name: string;
  readonly kind: 'text' | 'dm' | 'group';
  readonly guild: { readonly id: string; readonly name: string } | null;
  readonly topic: string | null;
  readonly ageRestricted: boolean;
  /** Whether the bot is a member there. */
  readonly botPresent: boolean;
}

/** The sandbox at a glance, and what a bot needs to log in. */
export interface SandboxState {
  readonly url: string;
  readonly settings: BotSettings;
  readonly applicationId: string;
  readonly botReady: boolean;
  readonly users: readonly UserView[];
  readonly channels: readonly ChannelView[];
  readonly commands: readonly CommandView[];
  /** How many times the bot has written its list of commands. */
  readonly registrations: number;
  readonly attachmentSizeLimit: number;
}

/** What one person has before them: themselves, the bot, and the places they see. */
export interface HomeView {
  readonly user: UserView;
  readonly bot: UserView;
  readonly botReady: boolean;
  /** Servers' channels, groups, and the conversation with the bot where there is one. */
  readonly channels: readonly ChannelView[];
  /** The roles of the servers they are in. */
  readonly roles: readonly { readonly guildId: string; readonly id: string; readonly name: string }[];
  /** Sample pictures that are there to play with: addresses on this server. */
  readonly samples: readonly string[];
}

/** Environment variables for a bot that shall log in here. */
export interface BotSettings {
  readonly DISCORD_API: string;
  readonly DISCORD_TOKEN: string;
  readonly DISCORD_ATTACHMENT_ORIGINS: string;
}

export interface CommandView {
  readonly id: string;
  readonly name: string;
  /** Its name in the language of whoever looks; where nobody in particular does, as it was registered. */
  readonly label: string;
  readonly type: 'slash' | 'user' | 'message';
  readonly description: string;
  readonly guildId: string | null;
  /** The options as registered: type, name, description, required, choices, limits, autocomplete. */
  readonly options: readonly CommandOptionView[];
}

export interface CommandOptionView {
  readonly type: number;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly required: boolean;
  readonly autocomplete: boolean;
  readonly choices: readonly ChoiceView[];
  readonly minValue: number | null;
  readonly maxValue: number | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly options: readonly CommandOptionView[];
}

export interface Choice {
  readonly name: string;
  readonly value: string | number;
}

/** A fixed choice of an option, with its name in the language of whoever looks. */
export interface ChoiceView extends Choice {
  readonly label: string;
}

/** A picture or file that a person sees in a message, wherever in it. */
export interface PictureView {
  readonly attachmentId: string | null;
  readonly filename: string;
  readonly url: string;
  readonly contentType: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly size: number | null;
  readonly description: string | null;
  readonly spoiler: boolean;
  readonly shownIn: 'attachment' | 'gallery' | 'thumbnail' | 'file' | 'embed';
}

export interface ButtonView {
  readonly customId: string | null;
  readonly label: string;
  readonly style: number;
  readonly disabled: boolean;
  readonly url: string | null;
}

export interface SelectView {
  readonly customId: string;
  readonly type: number;
  readonly options: readonly { readonly label: string; readonly value: string }[];
  readonly disabled: boolean;
}

/** A message as one person sees it: Discord's own object in `raw`, and what is easily read off it. */
export interface MessageView {
  readonly id: string;
  readonly channelId: string;
  readonly author: UserView & { readonly bot: boolean };
  /** All words it shows: content, text displays and embed texts, one under the other. */
  readonly text: string;
  readonly pictures: readonly PictureView[];
  /** Files that the message carries and nothing shows (Components V2 hides what no component names). */
  readonly hiddenFiles: readonly string[];
  readonly buttons: readonly ButtonView[];
  readonly selects: readonly SelectView[];
  readonly ephemeral: boolean;
  /** The bot “is thinking…”: deferred, and not yet answered. */
  readonly loading: boolean;
  readonly componentsV2: boolean;
  readonly createdAt: string;
  readonly editedAt: string | null;
  /** The interaction that this message answers. */
  readonly interactionId: string | null;
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface ModalView {
  readonly customId: string;
  readonly title: string;
  readonly fields: readonly {
    readonly customId: string;
    readonly label: string;
    readonly type: number;
    readonly required: boolean;
    readonly value: string | null;
  }[];
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface InteractionView {
  readonly id: string;
  readonly type: 'command' | 'component' | 'autocomplete' | 'modal';
  readonly userId: string;
  readonly channelId: string;
  /**
   * `waiting` for the first answer; `failed` when none came within three seconds (“The application did not respond”)
   * or a deferred one never came before the token ended; `answered` otherwise.
   */
  readonly state: 'waiting' | 'answered' | 'failed';
  /** Discord's callback type of the first answer. */
  readonly callbackType: number | null;
  /** The message that is `@original` for this interaction; null when there is none, or it was deleted. */
  readonly reply: MessageView | null;
  readonly replyDeleted: boolean;
  readonly followUps: readonly MessageView[];
  readonly modal: ModalView | null;
  readonly choices: readonly Choice[] | null;
  readonly tokenExpired: boolean;
}

/** One thing that happened. */
export type Change =
  | { readonly op: 'gateway'; readonly connected: boolean }
  | { readonly op: 'commands' }
  | { readonly op: 'channel'; readonly channelId: string }
  | { readonly op: 'interaction'; readonly interactionId: string }
  | {
      readonly op: 'message';
      readonly messageId: string;
      readonly channelId: string;
      readonly deleted: boolean;
    }
  | { readonly op: 'request'; readonly index: number }
  | { readonly op: 'frame'; readonly index: number }
  | { readonly op: 'backstage' }
  | { readonly op: 'faults' };

export interface ChangesView {
  readonly sequence: number;
  readonly changes: readonly Change[];
}

/** A value for a command's option: a picture or file is named by the id of its upload. */
export type OptionInput = string | number | boolean | { readonly upload: string };

export interface CommandInput {
  readonly channel: string;
  readonly name: string;
  readonly options?: Readonly<Record<string, OptionInput>>;
  /** For a command of a subcommand: `['add']` or `['group', 'add']`. */
  readonly path?: readonly string[];
  /** For a message command: the message it is called on. For a user command: the user's name or id. */
  readonly target?: string;
}

export interface AutocompleteInput extends CommandInput {
  readonly focused: string;
  readonly value: string | number;
}

export interface PressInput {
  readonly messageId: string;
  readonly customId: string;
  /** For a select. */
  readonly values?: readonly string[];
}

export interface ModalInput {
  /** The interaction that opened the modal. */
  readonly interactionId: string;
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
}

export interface PostInput {
  readonly channel: string;
  readonly content?: string;
  /** Ids of uploads. */
  readonly files?: readonly string[];
}

/** A REST request as it was received and answered. Tokens are masked. */
export interface LoggedRequest {
  readonly index: number;
  readonly at: string;
  readonly method: string;
  /** Discord's name of the route, e.g. `/channels/{channel_id}/messages`; null for one that is not known here. */
  readonly route: string | null;
  readonly path: string;
  readonly query: string;
  readonly contentType: string;
  /** The JSON body, or the `payload_json` of a multipart one. */
  readonly body: unknown;
  readonly files: readonly { readonly field: string; readonly filename: string; readonly size: number }[];
  readonly status: number;
  readonly response: unknown;
  readonly milliseconds: number;
  /** Whether a fault that a test asked for gave this answer. */
  readonly injected: boolean;
}

/** A frame of the gateway, as it was sent or received. Tokens are masked. */
export interface GatewayFrame {
  readonly index: number;
  readonly at: string;
  readonly from: 'bot' | 'discord';
  /** The opcode's name: `HEARTBEAT`, `DISPATCH` …; `CONNECTED` and `CLOSED` for the connection itself. */
  readonly op: string;
  /** The event of a dispatch. */
  readonly event: string | null;
  readonly data: unknown;
}

/** A job as the bot's host sees it: what a developer wants beside the message it belongs to. */
export interface BackstageJob {
  readonly id: string;
  readonly messageId: string | null;
  readonly state: string;
  /** The row, column by column. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** A line that the bot, the engine or the supervisor logged. */
export interface BackstageLine {
  readonly time: number;
  /** pino's: 30 info, 40 warn, 50 error. */
  readonly level: number;
  readonly program: string;
  readonly text: string;
  /** The job it is about, where the line says so. */
  readonly job: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What goes on behind the bot. Whoever runs the bot tells it to the sandbox, which only keeps and shows it. */
export interface BackstageInput {
  readonly jobs?: readonly BackstageJob[];
  readonly lines?: readonly BackstageLine[];
}

export interface BackstageView {
  readonly jobs: readonly BackstageJob[];
  readonly lines: readonly BackstageLine[];
}

/** A standing fault, as `switch-fault` turned it on. */
export interface StandingFault {
  readonly name: string;
  readonly fault: FaultInput;
}

/** A fault to inject into the next requests that match. */
export interface FaultInput {
  readonly method?: string;
  /** Discord's name of the route, or a part of it: `messages/@original`, `/callback` …; `cdn` for downloads of files. */
  readonly route?: string;
  /** Only requests with a file of more than so many bytes. */
  readonly filesOver?: number;
  /** How many requests it meets. Default 1. */
  readonly times?: number;
  /** HTTP status. Default: that of `code`, or 500. `0` cuts the connection without an answer. */
  readonly status?: number;
  /** Discord's error code, e.g. 40005. */
  readonly code?: number;
  /** Seconds, for 429. Default 1. */
  readonly retryAfter?: number;
  /** For 429: the limit of the whole bot rather than of the route. */
  readonly global?: boolean;
  /** Milliseconds to wait before the answer; with `status` and `code` left out the request is then served as usual. */
  readonly delay?: number;
}

export interface PermissionsInput {
  readonly channel: string;
  /** Whose: `bot` (default), `everyone`, or a user's name. */
  readonly who?: string;
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

export interface GatewayDropInput {
  /** True: the session lives on and can be resumed. False: it is forgotten, and the bot must identify anew. */
  readonly resumable: boolean;
  /** `close` with a close code (default), `cut` without a word, or ask by opcode 7 (`reconnect`). */
  readonly how?: 'close' | 'cut' | 'reconnect';
}
