import type {
  AutocompleteInput,
  Choice,
  CommandInput,
  MessageView,
  OptionInput,
  PictureView,
} from '../api.js';
import { Run } from './run.js';
import { DEFAULT_TIMEOUT_MS, type FileInput, SandboxRefusal, type Transport } from './transport.js';

/** A value for an option; files are uploaded first, as Discord's own client does. */
export type OptionValue = string | number | boolean | FileInput;

export interface CommandCall {
  /** Name or id of a channel; `dm` is the conversation with the bot. */
  readonly channel: string;
  readonly name: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** The subcommand, e.g. `['add']`. */
  readonly path?: readonly string[];
  /** For a command of a message's menu: that message (or its id). For a user's menu: the user's name. */
  readonly target?: MessageView | string;
}

export interface AutocompleteCall extends CommandCall {
  readonly focused: string;
  readonly value: string | number;
}

/** One person: what they do, and what they see. */
export class SandboxUser {
  readonly name: string;
  readonly #client: Transport;

  constructor(client: Transport, name: string) {
    this.#client = client;
    this.name = name;
  }

  /** Runs a command. Rejects with a SandboxRefusal where Discord's client would not send it. */
  async command(call: CommandCall): Promise<Run> {
    return this.#run('/commands', await this.#commandInput(call));
  }

  /** Types into an option and gets the suggestions. */
  async autocomplete(call: AutocompleteCall): Promise<readonly Choice[]> {
    const input: AutocompleteInput = {
      ...(await this.#commandInput(call)),
      focused: call.focused,
      value: call.value,
    };
    const answer = await this.#client.post<{ choices: Choice[] }>(this.#path('/autocomplete'), input);
    return answer.choices;
  }

  /** Presses a button, named by its label or custom id. */
  press(message: MessageView, button: string): Promise<Run> {
    const found =
      message.buttons.find((candidate) => candidate.customId === button) ??
      message.buttons.find((candidate) => candidate.label === button);
    if (found === undefined || found.customId === null) {
      const labels = message.buttons.map((candidate) => candidate.label).join(', ');
      return Promise.reject(
        new SandboxRefusal(404, `No button “${button}”. There are: ${labels || 'none'}.`),
      );
    }
    return this.#run('/components', { messageId: message.id, customId: found.customId });
  }

  /** Picks values of a select. */
  select(message: MessageView, customId: string, values: readonly string[]): Promise<Run> {
    return this.#run('/components', { messageId: message.id, customId, values });
  }

  /** Fills in and sends the modal that `run` opened. Files are given as FileInput. */
  async submit(run: Run, fields: Readonly<Record<string, string | FileInput>>): Promise<Run> {
    const values: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(fields)) {
      values[name] = typeof value === 'string' ? value : [await this.#client.upload(value)];
    }
    return this.#run('/modals', { interactionId: run.interactionId, fields: values });
  }

  /** Writes a message of their own. */
  async post(input: {
    channel: string;
    content?: string;
    files?: readonly FileInput[];
  }): Promise<MessageView> {
    const files = await Promise.all((input.files ?? []).map((file) => this.#client.upload(file)));
    const { channel, content } = input;
    return this.#client.post(this.#path('/messages'), {
      channel,
      ...(content === undefined ? {} : { content }),
      files,
    });
  }

  /** What they see in a channel, oldest first: everybody's messages and their own ephemeral ones. */
  messages(channel: string): Promise<MessageView[]> {
    return this.#client.get(this.#path(`/channels/${encodeURIComponent(channel)}/messages`));
  }

  /** One message as it is now. Rejects when it is gone or not theirs to see. */
  message(messageOrId: MessageView | string): Promise<MessageView> {
    const id = typeof messageOrId === 'string' ? messageOrId : messageOrId.id;
    return this.#client.get(this.#path(`/messages/${id}`));
  }

  /** Waits until a message looks as it should, whoever changes it. */
  waitForMessage(
    messageOrId: MessageView | string,
    accepts: (message: MessageView) => boolean,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  ): Promise<MessageView> {
    return this.#client.until(() => this.message(messageOrId), accepts, {
      timeoutMs,
      waitingFor: 'the message to change',
    });
  }

  download(picture: PictureView | string): Promise<Buffer> {
    return this.#client.download(picture);
  }

  async #commandInput(call: CommandCall): Promise<CommandInput> {
    const options: Record<string, OptionInput> = {};
    for (const [name, value] of Object.entries(call.options ?? {})) {
      options[name] = typeof value === 'object' ? { upload: await this.#client.upload(value) } : value;
    }
    const target = typeof call.target === 'object' ? call.target.id : call.target;
    return {
      channel: call.channel,
      name: call.name,
      options,
      ...(call.path === undefined ? {} : { path: call.path }),
      ...(target === undefined ? {} : { target }),
    };
  }

  async #run(action: string, input: unknown): Promise<Run> {
    const { interactionId } = await this.#client.post<{ interactionId: string }>(this.#path(action), input);
    return new Run(this.#client, interactionId);
  }

  #path(rest: string): string {
    return `/users/${encodeURIComponent(this.name)}${rest}`;
  }
}
