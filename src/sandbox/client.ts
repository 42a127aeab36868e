import type { BackstageInput, GatewayFrame, LoggedRequest, SandboxState } from './api.js';
import { SandboxControl } from './client/control.js';
import { DEFAULT_TIMEOUT_MS, Transport } from './client/transport.js';
import { SandboxUser } from './client/user.js';

/** Connects to a running sandbox. `url` is what it printed: `http://127.0.0.1:PORT`. */
export async function connectSandbox(url: string): Promise<SandboxClient> {
  const client = new SandboxClient(url);
  await client.state();
  return client;
}

/** Everything a person, or a test in their place, can do and see. */
export class SandboxClient extends Transport {
  readonly control: SandboxControl;

  constructor(url: string) {
    super(url);
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

  /** The REST traffic so far, from entry `since`. Tokens are masked. */
  requests(since = 0): Promise<LoggedRequest[]> {
    return this.get<LoggedRequest[]>(`/requests?since=${since}`);
  }

  /** The gateway's traffic so far, from entry `since`. Tokens are masked. */
  frames(since = 0): Promise<GatewayFrame[]> {
    return this.get<GatewayFrame[]>(`/frames?since=${since}`);
  }

  /** Tells what goes on behind the bot, for the developers' drawer. */
  async tellBackstage(input: BackstageInput): Promise<void> {
    await this.post('/backstage', input);
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
}
