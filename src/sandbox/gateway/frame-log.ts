import type { GatewayFrame } from '../api.js';
import { OP, type Payload } from './session.js';

const KEPT = 1000;
const OP_NAMES: ReadonlyMap<number, string> = new Map(Object.entries(OP).map(([name, op]) => [op, name]));

/** The gateway's traffic, for the developers' drawer: bounded, oldest first, without tokens. */
export class FrameLog {
  #next = 0;
  #entries: GatewayFrame[] = [];
  readonly #now: () => number;
  readonly #added: (index: number) => void;

  /** @param added is told the index of every new entry. */
  constructor(now: () => number, added: (index: number) => void) {
    this.#now = now;
    this.#added = added;
  }

  /** Notes a payload as it went over the wire. */
  frame(from: GatewayFrame['from'], payload: Payload): void {
    const op = OP_NAMES.get(payload.op) ?? `opcode ${payload.op}`;
    this.#add({ from, op, event: payload.t ?? null, data: masked(payload.d ?? null) });
  }

  /** Notes what became of the connection itself. */
  connection(op: 'CONNECTED' | 'CLOSED', data: unknown): void {
    this.#add({ from: 'bot', op, event: null, data });
  }

  since(index: number): GatewayFrame[] {
    return this.#entries.filter((entry) => entry.index >= index);
  }

  #add(entry: Omit<GatewayFrame, 'index' | 'at'>): void {
    const index = this.#next++;
    this.#entries.push({ index, at: new Date(this.#now()).toISOString(), ...entry });
    if (this.#entries.length > KEPT) this.#entries = this.#entries.slice(-KEPT);
    this.#added(index);
  }
}

/** A copy in which what opens something is hidden: tokens, and the sessions that a RESUME names. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'token' || key === 'session_id' ? '(hidden)' : masked(inner),
    ]),
  );
}
