import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hex } from '../../scripts/paint/colour.js';
import { satin } from '../../scripts/paint/embroidery.js';
import { pullBrush } from '../../scripts/paint/ink-brush.js';
import { spread } from '../../scripts/paint/knife.js';
import { Bath, type Floating } from '../../scripts/paint/marbling.js';
import { gradientNoise } from '../../scripts/paint/noise.js';
import { Panel } from '../../scripts/paint/panel.js';
import { Random } from '../../scripts/paint/random.js';
import { print } from '../../scripts/paint/riso.js';
import { dash } from '../../scripts/paint/shape.js';
import { blur, type Patch, Sheet, wander } from '../../scripts/paint/sheet.js';

const digest = (data: Float32Array): string => createHash('sha256').update(data).digest('hex');
const place = (): Floating => ({ ink: -1, share: 1, x: 0, y: 0 });
const full = (patch: Patch): Patch => ({ ...patch, data: patch.data.fill(1) });

describe('marbling', () => {
  /** The share of a square that an ink covers. */
  const share = (bath: Bath, ink: number): number => {
    let count = 0;
    for (let y = 0; y < 200; y++) {
      for (let x = 0; x < 200; x++) if (bath.look(x - 100, y - 100, place()).ink === ink) count += 1;
    }
    return count / 200 ** 2;
  };
  const drops = [
    { x: 0, y: 0, radius: 40, ink: 0 },
    { x: 10, y: 5, radius: 25, ink: 1 },
  ];

  it('pushes a drop aside without losing any of it', () => {
    const bath = new Bath();
    bath.drops(drops);
    expect(share(bath, 0)).toBeCloseTo((Math.PI * 40 ** 2) / 200 ** 2, 2);
    expect(share(bath, 1)).toBeCloseTo((Math.PI * 25 ** 2) / 200 ** 2, 2);
    // What floated at the middle was carried to the rim of the second drop or farther.
    expect(bath.look(0, 0, place()).ink).toBe(1);
  });

  it('combs and curls without losing any ink', () => {
    const bath = new Bath();
    bath.drops(drops);
    bath.comb(0, { spacing: 21, pull: 18, sharpness: 4 });
    bath.comb(Math.PI / 2, { spacing: 30, pull: 15, sharpness: 6, turns: true });
    bath.wave(0.4, 5, 60, 1);
    bath.curl({ x: 5, y: -8 }, 20, 40, 12);
    expect(share(bath, 0)).toBeCloseTo((Math.PI * 40 ** 2) / 200 ** 2, 2);
    expect(share(bath, 1)).toBeCloseTo((Math.PI * 25 ** 2) / 200 ** 2, 2);
  });

  it('draws the ink along by the pull, where a tooth passes', () => {
    const bath = new Bath();
    bath.drops([{ x: 0, y: 0, radius: 10, ink: 0 }]);
    bath.comb(0, { spacing: 1e6, pull: 50, sharpness: 5 });
    expect(bath.look(50, 0, place()).ink).toBe(0);
    expect(bath.look(0, 0, place()).ink).toBe(-1);
    expect(bath.look(25, 5, place()).ink).toBe(0);
  });
});

describe('washes', () => {
  const sheet = (): Sheet => new Sheet(24, 16, 1, () => 0.5);

  it('darken as glazes do: each takes its share of the light', () => {
    const paper = sheet();
    const half = full(paper.patch(0, 0, 12, 16));
    paper.glaze(half, { pigment: [0.5, 0.8, 1], strength: 1 });
    paper.glaze(half, { pigment: [0.5, 0.8, 1], strength: 1 });
    const picture = paper.develop(new Float32Array(24 * 16 * 3).fill(1));
    expect([...picture.slice(0, 3)]).toEqual([64, 163, 255]);
    expect([...picture.slice(20 * 3, 21 * 3)]).toEqual([255, 255, 255]);
    paper.lift(half, 1);
    expect([...paper.develop(new Float32Array(24 * 16 * 3).fill(1)).slice(0, 3)]).toEqual([255, 255, 255]);
  });

  it('gather pigment at the edge inside a wash, and none outside', () => {
    const paper = sheet();
    const patch = paper.patch(0, 0, 24, 16);
    for (let row = 0; row < 16; row++) patch.data.fill(1, row * 24, row * 24 + 14);
    paper.glaze(patch, { pigment: [0.5, 0.5, 0.5], strength: 1, edge: 1, edgeWidth: 3 });
    const density = (x: number): number => paper.density[(8 * 24 + x) * 3] ?? 0;
    expect(density(13)).toBeGreaterThan(density(3) * 1.5);
    expect(density(15)).toBe(0);
  });

  it('keep their amount when blurred, and are the same at every call', () => {
    const paper = sheet();
    const patch = paper.draw([0, 0, 24, 16], (pen) => pen.fillRect(8, 6, 6, 4));
    const sum = (data: Float32Array): number => data.reduce((a, b) => a + b, 0);
    expect(sum(patch.data)).toBe(24);
    expect(sum(blur(patch, 2).data)).toBeCloseTo(24, 3);
    const noise = gradientNoise('wander');
    expect(digest(wander(patch, noise, 4, 7).data)).toBe(digest(wander(patch, noise, 4, 7).data));
  });
});

describe('tools', () => {
  it('a wet brush covers its path; a dry one leaves flying white', () => {
    const paper = new Sheet(80, 30, 2, (x, y) => 0.5 + 0.4 * Math.sin(x * 2) * Math.sin(y * 2));
    const covered = (dry: number): number => {
      const pull = { path: dash(40, 15, 0, 60), width: () => 12, dry: () => dry };
      const patch = pullBrush(paper, gradientNoise('hairs'), pull, new Random('pull'));
      return patch.data.reduce((sum, v) => sum + v, 0) / (60 * 12 * 4);
    };
    expect(covered(0)).toBeGreaterThan(0.85);
    expect(covered(0.55)).toBeLessThan(0.8 * covered(0));
    expect(covered(0.55)).toBeGreaterThan(0.05);
    expect(covered(1)).toBeLessThan(0.1);
  });

  it('the knife and the needle leave their colour in relief, alike from the same seed', () => {
    const work = (seed: string): Panel => {
      const random = new Random(seed);
      const panel = new Panel(90, 60, 2, [0, 0, 0]);
      const slab = {
        middle: { x: 30, y: 30 },
        angle: 0.3,
        length: 40,
        width: 18,
        colours: [hex('#ffd84f')],
      } as const;
      spread(panel, gradientNoise('blade'), slab, random);
      satin({ panel, random }, dash(66, 14, 0, 30), dash(66, 44, 0, 30), () => hex('#b3202c'));
      return panel;
    };
    const panel = work('one');
    expect(panel.at(30, 30)[0]).toBeGreaterThan(0.8);
    const [r, g] = panel.at(66, 30);
    expect(r).toBeGreaterThan(2 * g);
    expect(panel.relief[30 * 2 * panel.columns + 60]).toBeGreaterThan(0.2);
    expect(panel.at(4, 4)).toEqual([0, 0, 0]);
    expect(digest(panel.colour)).toBe(digest(work('one').colour));
    expect(digest(panel.colour)).not.toBe(digest(work('two').colour));
  });

  it('the screen prints about the share that the master asks for', () => {
    for (const asked of [0.25, 0.5, 0.75]) {
      const paper = new Sheet(120, 120, 2, () => 0.5);
      const tone = paper.patch(0, 0, 120, 120);
      tone.data.fill(asked);
      print(paper, tone, { ink: [Math.exp(-1), 1, 1], angle: 0.4, cell: 9, off: [0, 0] }, 'drum');
      const covered = paper.density.reduce((sum, v) => sum + v, 0) / (240 * 240);
      expect(covered).toBeGreaterThan(asked * 0.6);
      expect(covered).toBeLessThan(asked * 1.15);
    }
  });
});
