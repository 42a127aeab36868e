import type {
  Change,
  ChangesView,
  Choice,
  CommandView,
  HomeView,
  InteractionView,
  MessageView,
  OptionInput,
  SandboxState,
} from '../../api.js';
import type { WireModal } from '../wire.js';
import { type Draft, optionOf, summary, textValue } from './draft.js';
import { get, post, upload } from './http.js';
import { loadPreferences, savePreferences, type Theme } from './preferences.js';
import { EMPTY, type Pending, type Plate, type State } from './state.js';

/** One person at the sandbox: what they see, kept up to date, and what they can do. */
export class Session {
  #state: State = { ...EMPTY, theme: loadPreferences().theme };
  readonly #listeners = new Set<() => void>();
  /** Counts readings of messages, so that one which was overtaken by a later one changes nothing. */
  #readings = 0;
  readonly #applied = new Map<string, number>();

  get state(): State {
    return this.#state;
  }

  /** Calls `listener` after every change; the answer ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(): Promise<void> {
    const { users } = await get<SandboxState>('/state');
    this.#set({ users });
    const { user } = loadPreferences();
    await this.becomeUser(
      users.find(({ username }) => username === user)?.username ?? users[0]?.username ?? '',
    );
    const stream = new EventSource('/sandbox/stream');
    stream.onmessage = ({ data }) => void this.#changed((JSON.parse(data) as ChangesView).changes);
    stream.onerror = () => this.#set({ offline: true });
    stream.onopen = () => {
      // What happened while nobody answered is not told again when the sandbox is a new one.
      if (this.#state.offline)
        void this.#reload().then(
          () => this.#set({ offline: false }),
          () => undefined,
        );
    };
  }

  async becomeUser(username: string): Promise<void> {
    const home = await get<HomeView>(`/users/${username}/home`);
    this.#set({ home, pending: [], modal: null });
    const { channel } = loadPreferences();
    const first =
      home.channels.find(({ name }) => name === channel) ??
      home.channels.find(({ name }) => name === 'studio') ??
      home.channels[0];
    savePreferences({ ...loadPreferences(), user: username });
    if (first !== undefined) await this.openChannel(first.id);
  }

  /** @param idOrDm a channel's id, or `dm` for the conversation with the bot, which begins when it is first opened. */
  async openChannel(idOrDm: string): Promise<void> {
    const who = this.#who();
    const messages = await get<MessageView[]>(`/users/${who}/channels/${idOrDm}/messages`);
    const home = await get<HomeView>(`/users/${who}/home`);
    const channel =
      home.channels.find(({ id, kind }) => id === idOrDm || (idOrDm === 'dm' && kind === 'dm')) ?? null;
    if (channel === null) return;
    const commands = await get<CommandView[]>(`/users/${who}/channels/${channel.id}/commands`);
    savePreferences({ ...loadPreferences(), channel: channel.name });
    this.#set({ home, channel, messages, commands, placesOpen: false, jumpTo: null });
  }

  async setLocale(locale: string): Promise<void> {
    await post('/control/set-locale', { user: this.#who(), locale });
    await this.#reload();
  }

  setTheme(theme: Theme): void {
    savePreferences({ ...loadPreferences(), theme });
    this.#set({ theme });
  }

  /** Sends a command that has no problems. */
  async run(draft: Draft): Promise<void> {
    const { command, path } = draft.entry;
    const options: Record<string, OptionInput> = {};
    for (const { name, field } of draft.fields) {
      const option = optionOf(draft, name);
      if (field === null || option === null) continue;
      if (field.kind === 'file') options[name] = { upload: await upload(field.file) };
      else if (field.text.trim() !== '') options[name] = textValue(option, field);
    }
    const input = { channel: this.#here(), name: command.name, path, options };
    await this.#act('commands', input, summary(draft));
  }

  /** Runs a command of a message's menu. */
  async runOn(command: CommandView, message: MessageView): Promise<void> {
    const input = { channel: this.#here(), name: command.name, target: message.id };
    await this.#act('commands', input, command.label);
  }

  /** What the bot suggests for an option while it is typed. */
  async complete(draft: Draft, focused: string, value: string | number): Promise<readonly Choice[]> {
    const options: Record<string, OptionInput> = {};
    for (const { name, field } of draft.fields) {
      const option = optionOf(draft, name);
      if (name === focused || option === null || field?.kind !== 'text' || field.text === '') continue;
      options[name] = textValue(option, field);
    }
    const { command, path } = draft.entry;
    const input = { channel: this.#here(), name: command.name, path, options, focused, value };
    return (await post<{ choices: Choice[] }>(`/users/${this.#who()}/autocomplete`, input)).choices;
  }

  async write(content: string, files: readonly File[]): Promise<void> {
    const ids = await Promise.all(files.map(upload));
    await post(`/users/${this.#who()}/messages`, {
      channel: this.#here(),
      ...(content === '' ? {} : { content }),
      files: ids,
    });
  }

  /** Presses a button, or picks from a list. */
  async use(message: MessageView, customId: string, values?: readonly string[]): Promise<void> {
    const input = { messageId: message.id, customId, ...(values === undefined ? {} : { values }) };
    await this.#act('components', input, '', { messageId: message.id, customId });
  }

  async submitModal(fields: Readonly<Record<string, string | readonly string[] | File>>): Promise<void> {
    const { modal } = this.#state;
    if (modal === null) return;
    const values: Record<string, string | readonly string[]> = {};
    for (const [name, value] of Object.entries(fields)) {
      values[name] = value instanceof File ? [await upload(value)] : value;
    }
    const input = { interactionId: modal.interactionId, fields: values };
    await this.#act('modals', input, modal.modal.title);
  }

  closeModal(): void {
    this.#set({ modal: null });
  }

  async deleteMessage(messageId: string): Promise<void> {
    await post('/control/delete-message', { messageId });
  }

  dismiss(messageId: string): void {
    this.#set({ dismissed: new Set([...this.#state.dismissed, messageId]) });
  }

  forgetPending(interactionId: string): void {
    this.#set({ pending: this.#state.pending.filter((one) => one.interactionId !== interactionId) });
  }

  enlarge(all: readonly Plate[], at: number): void {
    this.#set({ plates: { all, at } });
  }

  closePlates(): void {
    this.#set({ plates: null });
  }

  /** Opens a channel, and brings one of its messages into view. */
  async jump(channelId: string, messageId: string): Promise<void> {
    if (this.#state.channel?.id !== channelId) await this.openChannel(channelId);
    this.#set({ jumpTo: messageId });
  }

  showPlaces(placesOpen: boolean): void {
    this.#set({ placesOpen });
  }

  openDrawer(messageId: string | null): void {
    this.#set({ drawer: { messageId } });
  }

  closeDrawer(): void {
    this.#set({ drawer: null });
  }

  notify(notice: string | null): void {
    this.#set({ notice });
  }

  /** Does something whose refusal is told to the person. */
  attempt(action: Promise<unknown>): void {
    action.catch((error: unknown) => this.notify(error instanceof Error ? error.message : String(error)));
  }

  /** Does what the bot is to answer, and waits for the answer. A modal that was sent is closed. */
  async #act(
    route: 'commands' | 'components' | 'modals',
    input: object,
    label: string,
    component: { messageId: string; customId: string } | null = null,
  ): Promise<void> {
    const path = `/users/${this.#who()}/${route}`;
    const { interactionId } = await post<{ interactionId: string }>(path, input);
    if (route === 'modals') this.#set({ modal: null });
    const pending: Pending = {
      interactionId,
      label,
      channelId: this.#here(),
      messageId: component?.messageId ?? null,
      customId: component?.customId ?? null,
      failed: false,
    };
    const others = this.#state.pending.filter(
      (one) => !one.failed || one.messageId === null || one.messageId !== pending.messageId,
    );
    this.#set({ pending: [...others, pending], notice: null });
    // The answer may have come before anybody was waiting for it.
    await this.#look(interactionId);
  }

  async #look(interactionId: string): Promise<void> {
    const view = await get<InteractionView>(`/interactions/${interactionId}`);
    const pending = this.#state.pending.find((one) => one.interactionId === interactionId);
    if (pending === undefined) return;
    if (view.callbackType !== null) {
      this.forgetPending(interactionId);
      if (view.modal !== null) {
        this.#set({ modal: { interactionId, modal: view.modal.raw as unknown as WireModal } });
      }
    } else if (view.state === 'failed') {
      const failed = { ...pending, failed: true };
      this.#set({ pending: this.#state.pending.map((one) => (one === pending ? failed : one)) });
    }
  }

  async #changed(changes: readonly Change[]): Promise<void> {
    const messages = new Set<string>();
    let home = false;
    let backstage = false;
    for (const change of changes) {
      switch (change.op) {
        case 'message':
          if (change.channelId === this.#state.channel?.id) messages.add(change.messageId);
          else if (!this.#state.home?.channels.some(({ id }) => id === change.channelId)) home = true;
          break;
        case 'interaction':
          if (this.#state.pending.some(({ interactionId }) => interactionId === change.interactionId)) {
            await this.#look(change.interactionId).catch(() => undefined);
          }
          break;
        case 'gateway':
        case 'commands':
        case 'channel':
          home = true;
          break;
        default:
          backstage = true;
      }
    }
    await Promise.all([...messages].map((id) => this.#refresh(id)));
    if (home) await this.#reload().catch(() => undefined);
    if (backstage && this.#state.drawer !== null) this.#set({ backstageTick: this.#state.backstageTick + 1 });
  }

  async #refresh(id: string): Promise<void> {
    const channelId = this.#state.channel?.id;
    const reading = ++this.#readings;
    const fresh = await get<MessageView>(`/users/${this.#who()}/messages/${id}`).catch(() => null);
    if (this.#state.channel?.id !== channelId || reading < (this.#applied.get(id) ?? 0)) return;
    this.#applied.set(id, reading);
    const others = this.#state.messages.filter((message) => message.id !== id);
    const messages = fresh === null ? others : [...others, fresh].sort(byId);
    this.#set({ messages });
  }

  async #reload(): Promise<void> {
    const channel = this.#state.channel;
    const { users } = await get<SandboxState>('/state');
    const home = await get<HomeView>(`/users/${this.#who()}/home`);
    const still = home.channels.find(({ id }) => id === channel?.id);
    this.#set({ users, home });
    if (still !== undefined && channel !== null) {
      const commands = await get<CommandView[]>(`/users/${this.#who()}/channels/${still.id}/commands`);
      this.#set({ channel: still, commands });
    } else if (home.channels[0] !== undefined) await this.openChannel(home.channels[0].id);
  }

  #who(): string {
    return this.#state.home?.user.username ?? this.#state.users[0]?.username ?? '';
  }

  #here(): string {
    return this.#state.channel?.id ?? '';
  }

  #set(patch: Partial<State>): void {
    this.#state = { ...this.#state, ...patch };
    for (const listener of this.#listeners) listener();
  }
}

/** Ids grow with time; longer ones are later. */
function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id.length - b.id.length || (a.id < b.id ? -1 : 1);
}
