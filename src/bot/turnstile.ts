/**
 * Lets one through in each turn of the event loop. Two hundred people who press at once, and two hundred messages whose
 * place in the queue has moved, are a few milliseconds each; one after the other without a pause they would hold up
 * everything else for a second.
 */
export class Turnstile {
  readonly #urgent: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  #turning = false;

  /** Settles when it is the caller's turn: first come, first served, after those who are in a hurry. */
  pass(): Promise<void> {
    return this.#wait(this.#others);
  }

  /** For what Discord waits 3 seconds for. */
  passFirst(): Promise<void> {
    return this.#wait(this.#urgent);
  }

  #wait(line: (() => void)[]): Promise<void> {
    return new Promise((resolve) => {
      line.push(resolve);
      if (!this.#turning) setImmediate(this.#turn);
      this.#turning = true;
    });
  }

  readonly #turn = (): void => {
    const next = this.#urgent.shift() ?? this.#others.shift();
    next?.();
    this.#turning = this.#urgent.length + this.#others.length > 0;
    if (this.#turning) setImmediate(this.#turn);
  };
}
