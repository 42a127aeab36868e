import { describe, expect, it } from 'vitest';
import { greys, planColours, recolour, withColoursOf } from '../../src/engine/colour.js';
import type { Picture } from '../../src/engine/picture.js';
import { waves } from './support/scenes.js';

/** Mean of each channel and the covariances between them, in the order rr, rg, rb, gg, gb, bb. */
function colourStatistics({ data }: Picture): { mean: number[]; covariance: number[] } {
  const channel = (c: number) => Array.from(data.filter((_, i) => i % 3 === c));
  const channels = [channel(0), channel(1), channel(2)];
  const mean = channels.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const covariance = [0, 1, 2].flatMap((a) =>
    [0, 1, 2]
      .filter((b) => b >= a)
      .map(
        (b) =>
          (channels[a] ?? []).reduce(
            (sum, value, p) => sum + (value - (mean[a] ?? 0)) * ((channels[b]?.[p] ?? 0) - (mean[b] ?? 0)),
            0,
          ) / (channels[a]?.length ?? 1),
      ),
  );
  return { mean, covariance };
}

function flat(colour: readonly number[], width = 4, height = 3): Picture {
  return {
    width,
    height,
    data: Float32Array.from({ length: 3 * width * height }, (_, i) => colour[i % 3] ?? 0),
  };
}

describe('recolour', () => {
  it('gives a painting the mean and covariance of the photo’s colours', () => {
    const photo = waves(40, 30, 3);
    const recoloured = colourStatistics(recolour(waves(30, 50, 8), photo));
    const wanted = colourStatistics(photo);
    for (const [i, value] of recoloured.mean.entries()) expect(value).toBeCloseTo(wanted.mean[i] ?? 0, 2);
    for (const [i, value] of recoloured.covariance.entries()) {
      expect(Math.abs(value - (wanted.covariance[i] ?? 0))).toBeLessThan(1e-3 * (wanted.covariance[0] ?? 0));
    }
  });

  it('leaves a painting alone whose colours agree already', () => {
    const painting = waves(30, 30, 4);
    for (const [i, value] of recolour(painting, painting).data.entries()) {
      expect(value).toBeCloseTo(painting.data[i] ?? 0, 2);
    }
  });

  it('depends on no order of the channels', () => {
    const turned = ({ width, height, data }: Picture): Picture => ({
      width,
      height,
      data: data.map((_, i) => data[i - (i % 3) + ((i + 1) % 3)] ?? 0),
    });
    const [painting, photo] = [waves(20, 20, 5), waves(20, 20, 6)];
    const one = turned(recolour(painting, photo));
    const other = recolour(turned(painting), turned(photo));
    for (const [i, value] of one.data.entries()) expect(value).toBeCloseTo(other.data[i] ?? 0, 2);
  });

  it('makes no noise of a painting in one colour, or in greys', () => {
    const photo = waves(20, 20, 6);
    const { mean } = colourStatistics(photo);
    for (const value of recolour(flat([10, 200, 90]), photo).data) {
      expect(Math.min(...mean.map((m) => Math.abs(m - value)))).toBeLessThan(0.01);
    }
    for (const value of recolour(greys(waves(20, 20, 7)), photo).data) {
      expect(Math.abs(value - 127)).toBeLessThan(400);
    }
  });
});

describe('withColoursOf', () => {
  it('has the luma of one picture and the colour differences of the other', () => {
    const [painted, photo] = [flat([120, 120, 120]), flat([100, 140, 90])];
    const [r = 0, g = 0, b = 0] = withColoursOf(painted, photo).data;
    expect(0.2126 * r + 0.7152 * g + 0.0722 * b).toBeCloseTo(120, 3);
    expect(g - r).toBeCloseTo(40, 3);
    expect(g - b).toBeCloseTo(50, 3);
  });

  it('keeps luma and hue where a colour would leave the range, and pales it instead', () => {
    const [r = 0, g = 0, b = 0] = withColoursOf(flat([245, 245, 245]), flat([200, 40, 40])).data;
    expect(0.2126 * r + 0.7152 * g + 0.0722 * b).toBeCloseTo(245, 3);
    expect(r).toBeCloseTo(255, 3);
    expect(g).toBeCloseTo(b, 3);
    expect(g).toBeLessThan(245);
    const dark = withColoursOf(flat([3, 3, 3]), flat([200, 40, 40])).data;
    for (const value of dark) expect(value).toBeGreaterThanOrEqual(-1e-3);
  });

  it('gives a photo back from its own greys', () => {
    const photo = waves(20, 10, 2);
    const clipped = { ...photo, data: photo.data.map((value) => Math.min(255, Math.max(0, value))) };
    for (const [i, value] of withColoursOf(greys(clipped), clipped).data.entries()) {
      expect(value).toBeCloseTo(clipped.data[i] ?? 0, 2);
    }
  });
});

describe('planColours', () => {
  const [photo, painting] = [waves(20, 16, 1), waves(24, 24, 2)];

  it('style: changes nothing', () => {
    const plan = planColours('style', photo, [painting]);
    expect([plan.photo, ...plan.paintings]).toEqual([photo, painting]);
    expect(plan.finish(painting)).toBe(painting);
  });

  it('luminance: paints in greys, with the photo’s mean and spread of lightness', () => {
    const plan = planColours('luminance', photo, [painting]);
    for (const { data } of [plan.photo, ...plan.paintings]) {
      for (let i = 0; i < data.length; i += 3) expect([data[i + 1], data[i + 2]]).toEqual([data[i], data[i]]);
    }
    const [grey, wanted] = [colourStatistics(plan.paintings[0] ?? photo), colourStatistics(plan.photo)];
    expect(grey.mean[0]).toBeCloseTo(wanted.mean[0] ?? 0, 2);
    expect(grey.covariance[0]).toBeCloseTo(wanted.covariance[0] ?? 0, 0);
    // A result of another size takes its colours from the photo at that size.
    expect(plan.finish(waves(40, 32, 9))).toMatchObject({ width: 40, height: 32 });
  });

  it('matched: recolours every painting', () => {
    const plan = planColours('matched', photo, [painting, photo]);
    expect(plan.photo).toBe(photo);
    expect(plan.paintings[0]).toEqual(recolour(painting, photo));
    expect(plan.paintings).toHaveLength(2);
  });
});
