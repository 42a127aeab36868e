import type { FaultInput, GatewayDropInput, PermissionsInput } from '../api.js';
import type { Transport } from './transport.js';

/** What neither a person nor a bot can do: let time pass, break things, change the world. */
export class SandboxControl {
  readonly #client: Transport;

  constructor(client: Transport) {
    this.#client = client;
  }

  /** Makes fifteen minutes pass for one interaction's token. */
  expireToken(interactionId: string): Promise<void> {
    return this.#do('expire-token', { interactionId });
  }

  /** Makes an interaction older, or a message with the addresses of its files. */
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

  /** Turns a fault on that stands until it is turned off with null. */
  switchFault(name: string, fault: FaultInput | null): Promise<void> {
    return this.#do('switch-fault', { name, fault });
  }

  clearFaults(): Promise<void> {
    return this.#do('clear-faults', {});
  }

  /** Takes back everything that was said and set since the beginning; the bot stays. */
  reset(): Promise<void> {
    return this.#do('reset', {});
  }

  /** What interactions say the bot may upload, and what is enforced, in bytes. */
  setAttachmentLimit(bytes: number): Promise<void> {
    return this.#do('set-attachment-limit', { bytes });
  }

  /** Replaces one overwrite of a channel's permissions. */
  setPermissions(input: PermissionsInput): Promise<void> {
    return this.#do('set-permissions', input);
  }

  /** Whether a server's channel is age-restricted. */
  setAgeRestricted(channel: string, restricted: boolean): Promise<void> {
    return this.#do('set-age-restricted', { channel, restricted });
  }

  /** The language a person's client is set to: one of Discord's locales. */
  setLocale(user: string, locale: string): Promise<void> {
    return this.#do('set-locale', { user, locale });
  }

  /** Whether a person takes direct messages of the bot (50007 when not). */
  setDirectMessages(user: string, accepted: boolean): Promise<void> {
    return this.#do('set-direct-messages', { user, accepted });
  }

  /** Somebody new, in every server where the bot is. */
  addPerson(user: string): Promise<void> {
    return this.#do('add-person', { user });
  }

  /** Gives a member of a server (Studio when none is named) a role, which is made where there is none, or takes it. */
  setRole(input: { user: string; role: string; held: boolean; guild?: string }): Promise<void> {
    return this.#do('set-role', input);
  }

  /** Removes the bot from a server (Studio when none is named), or takes it in again. */
  setBotMember(input: { member: boolean; guild?: string }): Promise<void> {
    return this.#do('set-bot-member', input);
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
