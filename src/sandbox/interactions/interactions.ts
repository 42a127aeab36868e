import { randomBytes } from 'node:crypto';
import type { Choice } from '../api.js';
import { type CallbackType, INTERACTION, type InteractionType } from '../forms/callback.js';
import type { ModalForm } from '../forms/components.js';
import { restError } from '../rest/rest-error.js';
import type { ChangeFeed } from '../world/changes.js';
import type { Snowflakes } from '../world/snowflake.js';
import type { InteractionMetadata, World } from '../world/world.js';

const FIRST_ANSWER_MS = 3000;
const TOKEN_LIFE_MS = 15 * 60_000;
/** Where the app comes only with its user, an interaction has at most this many follow-ups. */
const USER_INSTALL_FOLLOW_UPS = 5;

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: InteractionType;
  readonly userId: string;
  readonly channelId: string;
  readonly createdAt: number;
  /** For whom the app is installed: "0" the server, "1" the user. */
  readonly owners: Readonly<Record<string, string>>;
  readonly commandName: string | null;
  /** 1 slash, 2 user, 3 message command. */
  readonly commandType: 1 | 2 | 3 | null;
  /** Whether the option being typed holds numbers, for autocomplete. */
  readonly numericFocus: boolean;
  /** The message whose component was used, or that opened the modal. */
  readonly sourceMessageId: string | null;
  readonly targetMessageId: string | null;
  /** For a modal's answer: what opened it. */
  readonly openedBy: InteractionMetadata | null;
  /** Milliseconds by which a control made it older than it is. */
  aged: number;
  callbackType: CallbackType | null;
  /** The message that `@original` names. */
  originalMessageId: string | null;
  readonly followUpIds: string[];
  followUpCount: number;
  modal: ModalForm | null;
  choices: readonly Choice[] | null;
}

export type NewInteraction = Pick<Interaction, 'type' | 'userId' | 'channelId' | 'owners'> &
  Partial<
    Pick<
      Interaction,
      'commandName' | 'commandType' | 'numericFocus' | 'sourceMessageId' | 'targetMessageId' | 'openedBy'
    >
  >;

/** The interactions and their two clocks: three seconds to the first answer, fifteen minutes for the token. */
export class Interactions {
  readonly #all = new Map<string, Interaction>();
  readonly #byToken = new Map<string, Interaction>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #world: World;
  readonly #ids: Snowflakes;
  readonly #changes: ChangeFeed;
  readonly #now: () => number;
  readonly #secret: (secret: string) => void;

  constructor(deps: {
    world: World;
    ids: Snowflakes;
    changes: ChangeFeed;
    now: () => number;
    secret: (secret: string) => void;
  }) {
    this.#secret = deps.secret;
    this.#world = deps.world;
    this.#ids = deps.ids;
    this.#changes = deps.changes;
    this.#now = deps.now;
  }

  create(input: NewInteraction): Interaction {
    const id = this.#ids.next();
    const interaction: Interaction = {
      id,
      token: Buffer.from(`interaction:${id}:${randomBytes(48).toString('base64url')}`).toString('base64url'),
      createdAt: this.#now(),
      commandName: null,
      commandType: null,
      numericFocus: false,
      sourceMessageId: null,
      targetMessageId: null,
      openedBy: null,
      ...input,
      aged: 0,
      callbackType: null,
      originalMessageId: null,
      followUpIds: [],
      followUpCount: 0,
      modal: null,
      choices: null,
    };
    this.#all.set(id, interaction);
    this.#byToken.set(interaction.token, interaction);
    this.#secret(interaction.token);
    // Nobody asks at the very moment an answer is overdue, so those who wait are told.
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.changed(interaction);
    }, FIRST_ANSWER_MS + 5);
    this.#timers.add(timer);
    return interaction;
  }

  get(id: string): Interaction | null {
    return this.#all.get(id) ?? null;
  }

  /** For the callback route. Throws 10062 for a wrong token or after three seconds, 40060 when there is an answer. */
  forCallback(id: string, token: string): Interaction {
    const interaction = this.#all.get(id);
    if (interaction === undefined || interaction.token !== token) throw restError(10062);
    if (interaction.callbackType !== null) throw restError(40060);
    if (this.#age(interaction) > FIRST_ANSWER_MS) throw restError(10062);
    return interaction;
  }

  /**
   * For the webhook routes. Throws 50027 for a wrong or expired token, and 10015 before the first answer, when the
   * webhook does not exist yet.
   */
  forWebhook(applicationId: string, token: string): Interaction {
    if (applicationId !== this.#world.application.id) throw restError(10015);
    const interaction = this.#byToken.get(token);
    if (interaction === undefined || this.tokenExpired(interaction)) throw restError(50027);
    if (interaction.callbackType === null) throw restError(10015);
    return interaction;
  }

  /** Throws 40094 when a user-installed app has used up its follow-ups. */
  countFollowUp(interaction: Interaction): void {
    const userOnly = !Object.hasOwn(interaction.owners, '0');
    if (userOnly && interaction.followUpCount >= USER_INSTALL_FOLLOW_UPS) throw restError(40094);
    interaction.followUpCount++;
  }

  tokenExpired(interaction: Interaction): boolean {
    return this.#age(interaction) > TOKEN_LIFE_MS;
  }

  /** Whether the person has been told “The application did not respond”. */
  unanswered(interaction: Interaction): boolean {
    return interaction.callbackType === null && this.#age(interaction) > FIRST_ANSWER_MS;
  }

  passTime(interaction: Interaction, ms: number): void {
    interaction.aged += ms;
    this.changed(interaction);
  }

  changed(interaction: Interaction): void {
    this.#changes.push({ op: 'interaction', interactionId: interaction.id });
  }

  /** What a message that answers this interaction says about it. */
  metadata(interaction: Interaction, originalResponseMessageId: string | null): InteractionMetadata {
    return {
      id: interaction.id,
      type:
        interaction.type === INTERACTION.COMPONENT
          ? 3
          : interaction.type === INTERACTION.MODAL_SUBMIT
            ? 5
            : 2,
      name: interaction.commandName,
      userId: interaction.userId,
      owners: interaction.owners,
      originalResponseMessageId,
      interactedMessageId: interaction.type === INTERACTION.COMPONENT ? interaction.sourceMessageId : null,
      targetMessageId: interaction.targetMessageId,
      triggeredBy: interaction.openedBy,
    };
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #age(interaction: Interaction): number {
    return this.#now() - interaction.createdAt + interaction.aged;
  }
}
