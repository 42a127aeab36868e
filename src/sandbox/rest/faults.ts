import type { FaultInput } from '../api.js';

/** What a fault's route says to meet downloads from the CDN. */
const FILE_ROUTE = 'cdn';

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
    return this.#use(
      (fault) =>
        (fault.method === undefined || fault.method.toUpperCase() === method) &&
        (fault.route === undefined || route.includes(fault.route)),
    );
  }

  /** The first fault that is for files of the CDN: one whose route is exactly this. */
  takeFile(): FaultInput | null {
    return this.#use(({ route }) => route === FILE_ROUTE);
  }

  #use(meets: (fault: FaultInput) => boolean): FaultInput | null {
    const found = this.#waiting.find(({ fault }) => meets(fault));
    if (found === undefined) return null;
    found.left--;
    if (found.left <= 0) this.#waiting = this.#waiting.filter((entry) => entry !== found);
    return found.fault;
  }
}
