import { InvalidArgumentError } from 'commander';

/** A whole number, 0 or more. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError('A whole number.');
  return count;
}

/** One of `names`, or several with commas between. */
export function parseNames(names: readonly string[]): (text: string) => string[] {
  return (text) => {
    const wanted = text.split(',').map((name) => name.trim());
    const unknown = wanted.find((name) => !names.includes(name));
    if (unknown !== undefined) {
      throw new InvalidArgumentError(`There is no “${unknown}”. Of these, with commas: ${names.join(', ')}.`);
    }
    return wanted;
  };
}
