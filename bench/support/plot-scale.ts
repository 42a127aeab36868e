/** A logarithmic axis. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Where a value lies, in pixels. */
  at(value: number): number;
}

/** The axis that holds all values, which are positive, between two pixels, with a little room at both ends. */
export function scaleOf(values: readonly number[], from: number, to: number): Scale {
  const logs = values.filter((value) => value > 0).map(Math.log);
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  const room = 0.04 * (most - least || 1);
  const [low, high] = [least - room, most + room];
  return {
    low: Math.exp(low),
    high: Math.exp(high),
    at: (value) => from + ((Math.log(Math.max(value, Number.MIN_VALUE)) - low) / (high - low)) * (to - from),
  };
}

/** Round values inside a scale: 1, 2 and 5 times powers of ten, or the powers alone where those are many. */
export function logTicks({ low, high }: Scale): number[] {
  const powers = Array.from(
    { length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, i) => Math.floor(Math.log10(low)) + i,
  );
  const ticks = (steps: readonly number[]) =>
    powers
      .flatMap((power) => steps.map((step) => Number((step * 10 ** power).toPrecision(1))))
      .filter((tick) => tick >= low && tick <= high);
  const fine = ticks([1, 2, 5]);
  return fine.length <= 10 ? fine : ticks([1]);
}
