import type { FaultInput } from '../api.js';

/** Faults that a test asked for, each used up by the requests it meets. */
export class Faults {
  #waiting: { fault: FaultInput; left: number }[] = [];

  add(fault: FaultInput): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The first fault that meets this request; it counts as used. */
  take(method: string, route: string): FaultInput | null {
    const found = this.#waiting.find(
      ({ fault }) =>
        (fault.method === undefined || fault.method.toUpperCase() === method) &&
        (fault.route === undefined || route.includes(fault.route)),
    );
    if (found === undefined) return null;
    found.left--;
    if (found.left <= 0) this.#waiting = this.#waiting.filter((entry) => entry !== found);
    return found.fault;
  }
}
