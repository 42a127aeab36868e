import { InvalidArgumentError } from 'commander';

/** A commander argument parser for a number in a range; refuses anything else with a sentence. */
export function numberBetween(min: number, max: number, kind: 'whole' | 'any'): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const fits = value >= min && value <= max && (kind === 'any' || Number.isInteger(value));
    if (fits) return value;
    throw new InvalidArgumentError(`Give a ${kind === 'whole' ? 'whole ' : ''}number from ${min} to ${max}.`);
  };
}
