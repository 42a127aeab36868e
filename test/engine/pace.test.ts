import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pace, TimeLeft } from '../../src/engine/pace.js';

describe('the pace of what costs time', () => {
  it('is never more than its share, and never faster than its least interval', () => {
    const cost = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(fc.array(cost, { minLength: 1 }), (costs) => {
        const pace = new Pace({ minimumMs: 2000, ratio: 20, firstAt: 100 });
        expect([pace.isDue(99), pace.isDue(100)]).toEqual([false, true]);
        let now = 100;
        for (const ms of costs) {
          pace.done(now, now + ms);
          now += ms;
          const rest = Math.max(2000, 20 * ms);
          expect([pace.isDue(now + rest - 1), pace.isDue(now + rest)]).toEqual([false, true]);
          now += rest;
        }
      }),
    );
  });
});

describe('the time left', () => {
  it('is unknown until something was measured', () => {
    const left = new TimeLeft();
    expect(left.update(0, 0)).toBeNull();
    expect(left.update(0.005, 5000)).toBeNull();
    expect(left.update(0.5, 6000)).not.toBeNull();
    expect(new TimeLeft().update(0.9, 1000)).toBeNull();
  });

  it('is exact where the speed is steady, from whatever fraction it began', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.7, noNaN: true }),
        fc.integer({ min: 20, max: 1000 }),
        (begin, seconds) => {
          const left = new TimeLeft();
          let answer: number | null = null;
          for (let s = 0; s <= seconds / 2; s++)
            answer = left.update(begin + (s / seconds) * (1 - begin), s * 1000);
          const rest = seconds - Math.floor(seconds / 2);
          if (answer !== null) expect(answer).toBeCloseTo(rest, 3);
        },
      ),
    );
  });

  it('follows when the work becomes slower', () => {
    const left = new TimeLeft();
    for (let s = 0; s <= 30; s++) left.update(s / 100, s * 1000);
    // Half the speed from here on; half a minute later it has caught up.
    let answer: number | null = null;
    for (let s = 1; s <= 30; s++) answer = left.update(0.3 + s / 200, (30 + s) * 1000);
    expect(answer).toBeCloseTo(110, 0);
  });
});
