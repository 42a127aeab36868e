import type { WebSocket } from 'ws';

/** Gateway opcodes. */
export const OP = {
  DISPATCH: 0,
  HEARTBEAT: 1,
  IDENTIFY: 2,
  PRESENCE_UPDATE: 3,
  VOICE_STATE_UPDATE: 4,
  RESUME: 6,
  RECONNECT: 7,
  REQUEST_GUILD_MEMBERS: 8,
  INVALID_SESSION: 9,
  HELLO: 10,
  HEARTBEAT_ACK: 11,
} as const;

/** Gateway close codes. */
export const CLOSE = {
  UNKNOWN_ERROR: 4000,
  UNKNOWN_OPCODE: 4001,
  DECODE_ERROR: 4002,
  NOT_AUTHENTICATED: 4003,
  AUTHENTICATION_FAILED: 4004,
  ALREADY_AUTHENTICATED: 4005,
  INVALID_SEQUENCE: 4007,
  RATE_LIMITED: 4008,
  SESSION_TIMED_OUT: 4009,
  INVALID_SHARD: 4010,
  INVALID_API_VERSION: 4012,
  INVALID_INTENTS: 4013,
  DISALLOWED_INTENTS: 4014,
} as const;

/** How many events a session keeps for a RESUME; one that is further behind must identify anew. */
const KEPT = 2000;

interface Dispatch {
  readonly op: 0;
  readonly t: string;
  readonly s: number;
  readonly d: unknown;
}

export interface Payload {
  readonly op: number;
  readonly t?: string | null;
  readonly s?: number | null;
  readonly d?: unknown;
}

/** Puts a payload on a connection. */
export type Send = (socket: WebSocket, payload: Payload) => void;

/** One identified bot: its sequence of events, kept so that a RESUME misses none. */
export class Session {
  readonly id: string;
  readonly intents: number;
  #socket: WebSocket | null;
  #sequence = 0;
  readonly #sent: Dispatch[] = [];
  readonly #send: Send;
  /** When the connection was lost; null while it is there. */
  lostAt: number | null = null;

  constructor(id: string, intents: number, socket: WebSocket, send: Send) {
    this.#send = send;
    this.id = id;
    this.intents = intents;
    this.#socket = socket;
  }

  get sequence(): number {
    return this.#sequence;
  }

  get socket(): WebSocket | null {
    return this.#socket;
  }

  dispatch(event: string, data: unknown): void {
    this.#sequence++;
    const dispatch: Dispatch = { op: OP.DISPATCH, t: event, s: this.#sequence, d: data };
    this.#sent.push(dispatch);
    if (this.#sent.length > KEPT) this.#sent.shift();
    if (this.#socket !== null) this.#send(this.#socket, dispatch);
  }

  /** Whether everything after `sequence` is still kept. */
  canResumeFrom(sequence: number): boolean {
    return sequence >= (this.#sent[0]?.s ?? 1) - 1;
  }

  detach(now: number): void {
    this.#socket = null;
    this.lostAt = now;
  }

  /** Takes a new connection and repeats on it everything after `sequence`. */
  resume(socket: WebSocket, sequence: number): void {
    this.#socket = socket;
    this.lostAt = null;
    for (const dispatch of this.#sent) {
      if (dispatch.s > sequence) this.#send(socket, dispatch);
    }
    this.dispatch('RESUMED', { _trace: [] });
  }
}
