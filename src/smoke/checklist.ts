/** How one item of the list came out. */
export type Outcome = 'ok' | 'failed' | 'skipped';

const MARKS: Readonly<Record<Outcome, string>> = { ok: '✓', failed: '✗', skipped: '–' };

/** What was looked at and how it came out, said line by line as it goes. */
export class Checklist {
  readonly #say: (line: string) => void;
  readonly #counts: Record<Outcome, number> = { ok: 0, failed: 0, skipped: 0 };

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  get failed(): boolean {
    return this.#counts.failed > 0;
  }

  tick(outcome: Outcome, what: string, more = ''): void {
    this.#counts[outcome]++;
    this.#say(`${MARKS[outcome]} ${what}${more === '' ? '' : `: ${more}`}`);
  }

  /** Ticks off what `body` finds; what it throws is why it failed. Answers null then. */
  async check<Found>(
    what: string,
    body: () => Promise<Found>,
    more: (found: Found) => string = () => '',
  ): Promise<Found | null> {
    try {
      const found = await body();
      this.tick('ok', what, more(found));
      return found;
    } catch (error) {
      this.tick('failed', what, error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  note(line: string): void {
    this.#say(line);
  }

  summary(): string {
    const { ok, failed, skipped } = this.#counts;
    const parts = [`${ok} in order`, `${failed} not`, ...(skipped > 0 ? [`${skipped} left out`] : [])];
    return parts.join(', ');
  }
}
