import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { weave } from '../../scripts/paint/canvas.js';
import { hex, mix, toLab, toRgb } from '../../scripts/paint/colour.js';
import { distanceTo } from '../../scripts/paint/distance.js';
import { alongLevels, follow } from '../../scripts/paint/flow.js';
import { furrows } from '../../scripts/paint/furrows.js';
import { leaded } from '../../scripts/paint/leaded.js';
import { photograph } from '../../scripts/paint/light.js';
import { mosaic } from '../../scripts/paint/mosaic.js';
import { Panel } from '../../scripts/paint/panel.js';
import { Router } from '../../scripts/paint/pictures/copper-meridian/route.js';
import { Random } from '../../scripts/paint/random.js';
import { scatter } from '../../scripts/paint/scatter.js';
import { denoise } from '../../scripts/paint/scene/denoise.js';
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

  it('takes chance out of a photograph, and leaves its edges', () => {
    const [width, height, spread] = [32, 24, 0.1];
    const random = new Random('rays');
    const truth = (p: number): number => (p % width < width / 2 ? 0.2 : 0.9);
    const light = Float32Array.from({ length: width * height * 3 }, (_, i) => {
      return truth(Math.floor(i / 3)) + spread * random.normal();
    });
    const off = (): number => {
      let sum = 0;
      for (const [i, value] of light.entries()) sum += (value - truth(Math.floor(i / 3))) ** 2;
      return Math.sqrt(sum / light.length);
    };
    expect(off()).toBeGreaterThan(0.09);
    denoise(light, new Float32Array(light.length).fill(spread * spread), width, height);
    expect(off()).toBeLessThan(0.03);
  });

  it('measures the distance from the nearest point that is set', () => {
    const random = new Random('distance');
    const [columns, rows] = [23, 17];
    const set = Uint8Array.from({ length: columns * rows }, () => (random.chance(0.03) ? 1 : 0));
    const found = distanceTo(set, columns, rows);
    for (let p = 0; p < set.length; p++) {
      let nearest = Infinity;
      for (let q = 0; q < set.length; q++) {
        if (!set[q]) continue;
        const [dx, dy] = [(p % columns) - (q % columns), Math.floor(p / columns) - Math.floor(q / columns)];
        nearest = Math.min(nearest, Math.hypot(dx, dy));
      }
      expect(found[p]).toBeCloseTo(nearest, 4);
    }
    expect(distanceTo(new Uint8Array(6), 3, 2)).toEqual(new Float32Array(6).fill(Infinity));
  });

  it('lays furrows that keep their distance', () => {
    const lines = furrows(
      { width: 80, height: 60, field: () => 0.3, spacing: () => 9, length: () => 30, closest: 9 },
      new Random('furrows'),
    );
    expect(lines.length).toBeGreaterThan(10);
    for (const [i, line] of lines.entries()) {
      for (const other of lines.slice(i + 1)) {
        for (const a of line) {
          for (const b of other) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(9);
        }
      }
    }
  });

  it('leads a window: dark between panes, glass within', () => {
    const half = {
      shape: (pen: { fillRect(x: number, y: number, width: number, height: number): void }) =>
        pen.fillRect(0, 0, 80, 60),
      cut: (x: number) => (x < 40 ? 0 : 1),
      glass: () => hex('#e8b040'),
    };
    const bytes = leaded(80, 60, [half], { fine: 8, bold: 8 }, () => 1, 'window');
    const red = (x: number, y: number): number => bytes[(y * 80 + x) * 3] ?? 0;
    expect(red(40, 30)).toBeLessThan(120);
    expect(red(20, 30)).toBeGreaterThan(150);
    expect(red(60, 30)).toBeGreaterThan(150);
  });

  it('lays a mosaic that no tessera leaves its field in', () => {
    const field = (colour: string, x: number) => ({
      shape: (pen: { fillRect(x: number, y: number, width: number, height: number): void }) =>
        pen.fillRect(x, 0, 80, 60),
      size: 11,
      rows: null,
      stone: () => ({ colour: hex(colour) }),
    });
    const bytes = mosaic(80, 60, [field('#c02020', 0), field('#2020c0', 40)], 'mosaic');
    for (let y = 2; y < 58; y++) {
      for (let x = 2; x < 78; x++) {
        const p = (y * 80 + x) * 3;
        const [r, , b] = [bytes[p] ?? 0, bytes[p + 1], bytes[p + 2] ?? 0];
        // Mortar is grey and warm: neither colour leads by much.
        if (x < 38) expect(b - r).toBeLessThan(30);
        if (x > 42) expect(r - b).toBeLessThan(60);
      }
    }
  });

  it('routes traces that never cross and never turn by more than 45°', () => {
    const router = new Router(30, 20);
    const taken = new Set<string>();
    for (let i = 0; i < 8; i++) {
      const path = router.route({ column: 1, row: 2 * i + 1 }, { column: 28, row: 17 - 2 * i }, 0);
      if (path === null) continue;
      for (const [k, { column, row }] of path.entries()) {
        expect(taken).not.toContain(`${column}/${row}`);
        taken.add(`${column}/${row}`);
        const [a, b] = [path[k - 1], path[k - 2]];
        if (a === undefined || b === undefined) continue;
        const dot = (column - a.column) * (a.column - b.column) + (row - a.row) * (a.row - b.row);
        expect(dot).toBeGreaterThan(0);
      }
    }
    expect(taken.size).toBeGreaterThan(60);
    for (let row = 0; row < 20; row++) router.block({ column: 15, row });
    expect(router.route({ column: 2, row: 0 }, { column: 27, row: 0 }, null)).toBeNull();
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
