import type { FaultInput, StandingFault } from '../api.js';

/** What a fault's route says to meet downloads from the CDN. */
const FILE_ROUTE = 'cdn';

/** What of a request decides whether a fault meets it. */
export interface FaultedRequest {
  readonly method: string;
  /** Discord's name of the route. */
  readonly route: string;
  /** Bytes of its largest file; 0 for one without. */
  readonly largestFile: number;
}

/** Faults that a person or a test asked for: some are used up by the requests they meet, some stand until switched off. */
export class Faults {
  #waiting: { fault: FaultInput; left: number }[] = [];
  readonly #standing = new Map<string, FaultInput>();

  add(fault: FaultInput): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  /** Turns a fault on that stands until it is turned off with null. */
  switch(name: string, fault: FaultInput | null): void {
    if (fault === null) this.#standing.delete(name);
    else this.#standing.set(name, fault);
  }

  get standing(): StandingFault[] {
    return [...this.#standing].map(([name, fault]) => ({ name, fault }));
  }

  clear(): void {
    this.#waiting = [];
    this.#standing.clear();
  }

  /** The first fault that meets this request; it counts as used. */
  take({ method, route, largestFile }: FaultedRequest): FaultInput | null {
    return this.#use(
      (fault) =>
        (fault.method === undefined || fault.method.toUpperCase() === method) &&
        (fault.route === undefined || route.includes(fault.route)) &&
        (fault.filesOver === undefined || largestFile > fault.filesOver),
    );
  }

  /** The first fault that is for files of the CDN: one whose route is exactly this. */
  takeFile(): FaultInput | null {
    return this.#use(({ route }) => route === FILE_ROUTE);
  }

  #use(meets: (fault: FaultInput) => boolean): FaultInput | null {
    const found = this.#waiting.find(({ fault }) => meets(fault));
    if (found === undefined) return [...this.#standing.values()].find(meets) ?? null;
    found.left--;
    if (found.left <= 0) this.#waiting = this.#waiting.filter((entry) => entry !== found);
    return found.fault;
  }
}
