import { describe, expect, it } from 'vitest';
import { Turnstile } from '../../src/bot/turnstile.js';

describe('a turnstile', () => {
  it('lets one through in each turn of the loop, those in a hurry first', async () => {
    const turns = new Turnstile();
    const order: string[] = [];
    let turn = 0;
    let counting = true;
    const count = (): void => {
      turn++;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    const passed = (name: string) => () => order.push(`${name} in turn ${turn}`);
    await Promise.all([
      turns.pass().then(passed('a')),
      turns.pass().then(passed('b')),
      turns.passFirst().then(passed('c')),
    ]);
    // Idle in between: the next one still gets through.
    await turns.pass().then(passed('d'));
    counting = false;
    expect(order.map((line) => line[0])).toEqual(['c', 'a', 'b', 'd']);
    expect(new Set(order.map((line) => line.slice(1))).size).toBe(4);
  });
});
