import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { weave } from '../../scripts/paint/canvas.js';
import { hex, mix, toLab, toRgb } from '../../scripts/paint/colour.js';
import { alongLevels, follow } from '../../scripts/paint/flow.js';
import { photograph } from '../../scripts/paint/light.js';
import { Panel } from '../../scripts/paint/panel.js';
import { Random } from '../../scripts/paint/random.js';
import { scatter } from '../../scripts/paint/scatter.js';
import { dash } from '../../scripts/paint/shape.js';
import { lay } from '../../scripts/paint/stroke.js';

/** A small study in the manner of the pictures: strokes around a middle, on linen, lit. */
function study(seed: string): Uint8Array {
  const random = new Random(seed);
  const panel = new Panel(96, 64, 2, hex('#4a3826'));
  weave(panel, seed, 0.2);
  const round = alongLevels((x, y) => Math.hypot(x - 48, y - 32));
  for (const place of scatter(96, 64, 9, random)) {
    const colour = mix(hex('#0e1c5c'), hex('#eef0cf'), random.next());
    lay(panel, { path: follow(round, place, 30), width: 8, colour }, random);
  }
  return photograph(panel, { depth: 0.5, gloss: 0.2 });
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('painting by code', () => {
  it('paints the same picture from the same seed, and another from another', () => {
    expect(digest(study('one'))).toBe(digest(study('one')));
    expect(digest(study('one'))).not.toBe(digest(study('two')));
  });

  it('covers what a stroke passes over, in its colour, and nothing else', () => {
    const random = new Random('stroke');
    const panel = new Panel(60, 40, 2, [0, 0, 0]);
    lay(
      panel,
      { path: dash(30, 20, 0, 40), width: 10, colour: [1, 0, 0], dry: 0, bristle: 0, pickup: 0 },
      random,
    );
    expect(panel.at(30, 20)[0]).toBeGreaterThan(0.9);
    expect(panel.at(30, 20)[1]).toBeLessThan(0.05);
    expect(panel.at(30, 8)).toEqual([0, 0, 0]);
    expect(panel.at(2, 20)).toEqual([0, 0, 0]);
  });

  it('follows a field without leaving its level line', () => {
    const round = alongLevels((x, y) => Math.hypot(x - 50, y - 50));
    for (const { x, y } of follow(round, { x: 80, y: 50 }, 120)) {
      expect(Math.hypot(x - 50, y - 50)).toBeCloseTo(30, 0);
    }
  });

  it('mixes colours in Oklab and comes back', () => {
    for (const code of ['#000000', '#ffffff', '#c23325', '#16378c', '#eef0cf']) {
      const [r, g, b] = hex(code);
      const back = toRgb(toLab([r, g, b]));
      expect(back[0]).toBeCloseTo(r, 3);
      expect(back[1]).toBeCloseTo(g, 3);
      expect(back[2]).toBeCloseTo(b, 3);
    }
  });
});
