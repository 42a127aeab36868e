/** Discord's epoch: the first second of 2015. */
const EPOCH = 1_420_070_400_000n;

/**
 * Makes Discord's ids: milliseconds since 2015 in the upper bits, a counter in the lower twelve. They grow with
 * time, as clients rely on for ordering, and never repeat within one server.
 */
export class Snowflakes {
  #lastMs = 0n;
  #counter = 0n;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  next(): string {
    const ms = BigInt(this.#now()) - EPOCH;
    if (ms > this.#lastMs) {
      this.#lastMs = ms;
      this.#counter = 0n;
    } else {
      this.#counter++;
      if (this.#counter === 4096n) {
        this.#lastMs++;
        this.#counter = 0n;
      }
    }
    return ((this.#lastMs << 22n) | this.#counter).toString();
  }
}

/** When an id was made, in milliseconds of the Unix epoch. */
export function snowflakeTime(id: string): number {
  return Number((BigInt(id) >> 22n) + EPOCH);
}
