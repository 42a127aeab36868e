import type { InteractionView, MessageView } from '../api.js';
import { DEFAULT_TIMEOUT_MS, type Transport } from './transport.js';

/** One interaction: the command, press or modal that a person sent, and what the bot makes of it. */
export class Run {
  readonly interactionId: string;
  readonly #client: Transport;

  constructor(client: Transport, interactionId: string) {
    this.#client = client;
    this.interactionId = interactionId;
  }

  view(): Promise<InteractionView> {
    return this.#client.interaction(this.interactionId);
  }

  /** The bot's reply once it says something (no longer “is thinking…”). */
  message(timeoutMs = DEFAULT_TIMEOUT_MS): Promise<MessageView> {
    return this.waitFor((message) => !message.loading, timeoutMs);
  }

  /**
   * The bot's reply once `accepts` holds. Rejects when the interaction failed (“The application did not respond”),
   * when the reply was deleted, or after `timeoutMs`.
   */
  async waitFor(
    accepts: (message: MessageView) => boolean,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  ): Promise<MessageView> {
    const view = await this.#until(({ reply }) => reply !== null && accepts(reply), timeoutMs, 'the reply');
    if (view.reply === null) throw new Error('unreachable: accepted without a reply');
    return view.reply;
  }

  /** All follow-ups, once there are at least `count`. */
  async followUps(count = 1, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<readonly MessageView[]> {
    return (await this.#until(({ followUps }) => followUps.length >= count, timeoutMs, 'a follow-up'))
      .followUps;
  }

  /** The modal that the bot opened. */
  async modal(timeoutMs = DEFAULT_TIMEOUT_MS): Promise<NonNullable<InteractionView['modal']>> {
    const { modal } = await this.#until((view) => view.modal !== null, timeoutMs, 'a modal');
    if (modal === null) throw new Error('unreachable: accepted without a modal');
    return modal;
  }

  /** Resolves when the bot has given its first answer, whatever it is. */
  answered(timeoutMs = DEFAULT_TIMEOUT_MS): Promise<InteractionView> {
    return this.#until((view) => view.callbackType !== null, timeoutMs, 'the first answer');
  }

  /** Resolves when the interaction has failed, as the person sees it. */
  failed(timeoutMs = DEFAULT_TIMEOUT_MS): Promise<InteractionView> {
    return this.#client.until(
      () => this.view(),
      (view) => view.state === 'failed',
      {
        timeoutMs,
        waitingFor: 'the interaction to fail',
      },
    );
  }

  async #until(
    accepts: (view: InteractionView) => boolean,
    timeoutMs: number,
    waitingFor: string,
  ): Promise<InteractionView> {
    const view = await this.#client.until(
      () => this.view(),
      (seen) => accepts(seen) || seen.state === 'failed' || seen.replyDeleted,
      { timeoutMs, waitingFor },
    );
    if (accepts(view)) return view;
    if (view.replyDeleted) throw new Error(`the reply was deleted while waiting for ${waitingFor}`);
    throw new Error(`the application did not respond (waiting for ${waitingFor})`);
  }
}
