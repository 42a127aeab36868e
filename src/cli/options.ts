import { InvalidArgumentError } from 'commander';
import type { Weighted } from './chosen-styles.js';

/** A commander argument parser for a number in a range; refuses anything else with a sentence. */
export function numberBetween(min: number, max: number, kind: 'whole' | 'any'): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const fits = value >= min && value <= max && (kind === 'any' || Number.isInteger(value));
    if (fits) return value;
    throw new InvalidArgumentError(`Give a ${kind === 'whole' ? 'whole ' : ''}number from ${min} to ${max}.`);
  };
}

/**
 * A commander argument parser for an option that may be given several times, each `SOMETHING` or `SOMETHING:WEIGHT`.
 * A colon that no number follows belongs to the something (`C:\photo.jpg`).
 */
export function weighted(text: string, before: readonly Weighted[]): readonly Weighted[] {
  const match = /^(?<what>.+):(?<weight>[-+.\d]+)$/s.exec(text);
  const what = match?.groups?.what ?? text;
  const weight = Number(match?.groups?.weight ?? 1);
  if (!(weight > 0) || !Number.isFinite(weight)) {
    throw new InvalidArgumentError('The weight after the colon must be a number above 0.');
  }
  return [...before, { what, weight }];
}
