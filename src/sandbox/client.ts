import type {
  AutocompleteInput,
  ChangesView,
  Choice,
  CommandInput,
  FaultInput,
  GatewayDropInput,
  InteractionView,
  LoggedRequest,
  MessageView,
  OptionInput,
  PermissionsInput,
  PictureView,
  SandboxState,
} from './api.js';

const DEFAULT_TIMEOUT_MS = 15_000;

/** A file to send: its name and its bytes. */
export interface FileInput {
  readonly name: string;
  readonly bytes: Uint8Array;
}

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

/** What the sandbox refused, in its own words. */
export class SandboxRefusal extends Error {
  override readonly name = 'SandboxRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Connects to a running sandbox. `url` is what it printed: `http://127.0.0.1:PORT`. */
export async function connectSandbox(url: string): Promise<SandboxClient> {
  const client = new SandboxClient(url);
  await client.state();
  return client;
}

/** Everything a person, or a test in their place, can do and see. */
export class SandboxClient {
  readonly url: string;
  readonly control: SandboxControl;

  constructor(url: string) {
    this.url = url.replace(/\/+$/, '');
    this.control = new SandboxControl(this);
  }

  state(): Promise<SandboxState> {
    return this.get<SandboxState>('/state');
  }

  /** A person of the fixture: `ada` or `ben`. */
  user(name: string): SandboxUser {
    return new SandboxUser(this, name);
  }

  /** Resolves when a bot is identified and has its commands registered (`commands: false`: identified only). */
  botReady(options: { timeoutMs?: number; commands?: boolean } = {}): Promise<SandboxState> {
    return this.until(
      () => this.state(),
      (state) => state.botReady && (options.commands === false || state.commands.length > 0),
      { timeoutMs: options.timeoutMs ?? 30_000, waitingFor: 'the bot to log in and register its commands' },
    );
  }

  /** Resolves when no bot is connected. */
  botGone(options: { timeoutMs?: number } = {}): Promise<SandboxState> {
    return this.until(
      () => this.state(),
      (state) => !state.botReady,
      { timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS, waitingFor: 'the bot to disconnect' },
    );
  }

  interaction(id: string): Promise<InteractionView> {
    return this.get<InteractionView>(`/interactions/${id}`);
  }

  /** The REST traffic so far, from entry `since`. Tokens are masked. */
  requests(since = 0): Promise<LoggedRequest[]> {
    return this.get<LoggedRequest[]>(`/requests?since=${since}`);
  }

  /** Waits for a REST request that the predicate accepts, past or to come. */
  async waitForRequest(
    accepts: (request: LoggedRequest) => boolean,
    options: { since?: number; timeoutMs?: number } = {},
  ): Promise<LoggedRequest> {
    const found = await this.until(
      async () => (await this.requests(options.since ?? 0)).find(accepts) ?? null,
      (request) => request !== null,
      { timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS, waitingFor: 'a REST request' },
    );
    if (found === null) throw new Error('unreachable: until() resolved without a request');
    return found;
  }

  /** Reads `look` again whenever something has changed, until `accepts`; rejects after `timeoutMs`. */
  async until<Value>(
    look: () => Promise<Value>,
    accepts: (value: Value) => boolean,
    options: { timeoutMs: number; waitingFor: string },
  ): Promise<Value> {
    const deadline = Date.now() + options.timeoutMs;
    let { sequence } = await this.get<ChangesView>('/changes');
    for (;;) {
      const value = await look();
      if (accepts(value)) return value;
      const left = deadline - Date.now();
      if (left <= 0) {
        throw new Error(
          `waited ${options.timeoutMs} ms for ${options.waitingFor}; last seen: ${JSON.stringify(value)?.slice(0, 2000)}`,
        );
      }
      const wait = Math.min(left, 20_000);
      ({ sequence } = await this.get<ChangesView>(`/changes?after=${sequence}&wait=${wait}`));
    }
  }

  /** The bytes behind a picture or any address of the sandbox's CDN. */
  async download(picture: PictureView | string): Promise<Buffer> {
    const response = await fetch(typeof picture === 'string' ? picture : picture.url);
    if (!response.ok) throw new SandboxRefusal(response.status, await response.text());
    return Buffer.from(await response.arrayBuffer());
  }

  /** Uploads a file; the id names it in one command or message. */
  async upload(file: FileInput): Promise<string> {
    const answer = await this.#send<{ upload: string }>(
      'POST',
      `/uploads?filename=${encodeURIComponent(file.name)}`,
      Buffer.from(file.bytes),
      'application/octet-stream',
    );
    return answer.upload;
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.#send<Answer>('GET', path);
  }

  post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#send<Answer>('POST', path, Buffer.from(JSON.stringify(body)), 'application/json');
  }

  async #send<Answer>(
    method: string,
    path: string,
    body?: Buffer<ArrayBuffer>,
    contentType?: string,
  ): Promise<Answer> {
    const response = await fetch(`${this.url}/sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      ...(contentType === undefined ? {} : { headers: { 'Content-Type': contentType } }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer as Answer;
    const message =
      typeof answer === 'object' && answer !== null && 'message' in answer ? String(answer.message) : '';
    throw new SandboxRefusal(response.status, message);
  }
}

/** One person: what they do, and what they see. */
export class SandboxUser {
  readonly name: string;
  readonly #client: SandboxClient;

  constructor(client: SandboxClient, name: string) {
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

/** One interaction: the command, press or modal that a person sent, and what the bot makes of it. */
export class Run {
  readonly interactionId: string;
  readonly #client: SandboxClient;

  constructor(client: SandboxClient, interactionId: string) {
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

/** What neither a person nor a bot can do: let time pass, break things, change the world. */
export class SandboxControl {
  readonly #client: SandboxClient;

  constructor(client: SandboxClient) {
    this.#client = client;
  }

  /** Makes fifteen minutes pass for one interaction's token. */
  expireToken(interactionId: string): Promise<void> {
    return this.#do('expire-token', { interactionId });
  }

  /** Makes an interaction older, or the addresses of a message's files. */
  passTime(input: { interactionId?: string; messageId?: string; ms: number }): Promise<void> {
    return this.#do('pass-time', input);
  }

  /** Breaks the gateway's connection. */
  dropGateway(input: GatewayDropInput): Promise<void> {
    return this.#do('drop-gateway', input);
  }

  /** Makes the next requests that match fail. */
  failNext(fault: FaultInput): Promise<void> {
    return this.#do('fail-next', fault);
  }

  clearFaults(): Promise<void> {
    return this.#do('clear-faults', {});
  }

  /** What interactions say the bot may upload, and what is enforced, in bytes. */
  setAttachmentLimit(bytes: number): Promise<void> {
    return this.#do('set-attachment-limit', { bytes });
  }

  /** Replaces one overwrite of a channel's permissions. */
  setPermissions(input: PermissionsInput): Promise<void> {
    return this.#do('set-permissions', input);
  }

  /** Whether a person takes direct messages of the bot (50007 when not). */
  setDirectMessages(user: string, accepted: boolean): Promise<void> {
    return this.#do('set-direct-messages', { user, accepted });
  }

  deleteMessage(messageId: string): Promise<void> {
    return this.#do('delete-message', { messageId });
  }

  deleteChannel(channel: string): Promise<void> {
    return this.#do('delete-channel', { channel });
  }

  async #do(name: string, input: unknown): Promise<void> {
    await this.#client.post(`/control/${name}`, input);
  }
}
