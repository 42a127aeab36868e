import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/engine/random.js';
import { definePreset, type HookPicture, isDefinedPreset } from '../../src/presets/define-preset.js';
import { frame, grain, halftone, paper } from '../../src/presets/effects.js';

/** One grey everywhere, opaque but for the first pixel. */
function grey(value: number, width = 64, height = 48): HookPicture {
  const data = new Uint8ClampedArray(4 * width * height).map((_, at) => (at % 4 === 3 ? 255 : value));
  data[3] = 10;
  return { data, width, height };
}

const context = (seed = 1) => ({ random: seededRandom(seed) });
const mean = ({ data }: HookPicture) =>
  data.reduce((sum, value, at) => sum + (at % 4 < 3 ? value : 0), 0) / (0.75 * data.length);
const alphas = ({ data }: HookPicture) => data.filter((_, at) => at % 4 === 3);

describe('effects', () => {
  const all = {
    grain: (picture: HookPicture, seed?: number) => grain(picture, context(seed)),
    paper: (picture: HookPicture, seed?: number) => paper(picture, context(seed)),
    halftone: (picture: HookPicture) => halftone(picture),
  };

  it.each(Object.entries(all))('%s keeps size and alpha, and leaves what it was given alone', (_, effect) => {
    const picture = grey(120);
    const made = effect(picture);
    expect(picture).toEqual(grey(120));
    expect([made.width, made.height]).toEqual([64, 48]);
    expect(alphas(made)).toEqual(alphas(picture));
    expect(made.data).not.toEqual(picture.data);
  });

  it.each(['grain', 'paper'] as const)('%s is the same for one seed and another for another', (name) => {
    const effect = all[name];
    expect(effect(grey(120), 5).data).toEqual(effect(grey(120), 5).data);
    expect(effect(grey(120), 5).data).not.toEqual(effect(grey(120), 6).data);
  });

  it('grain neither lightens nor darkens; paper darkens, dark pigment more than bare paper', () => {
    expect(Math.abs(mean(all.grain(grey(120))) - 120)).toBeLessThan(0.5);
    const darkened = (value: number) => 1 - mean(all.paper(grey(value))) / value;
    expect(darkened(240)).toBeGreaterThan(0.01);
    expect(darkened(60)).toBeGreaterThan(darkened(240));
  });

  it('halftone’s dots cover as much as the picture is dark', () => {
    for (const value of [64, 128, 192]) {
      const dots = halftone(grey(value, 240, 240), { amount: 1, ink: [0, 0, 0], cell: 1 / 20 });
      const covered = 1 - mean(dots) / value;
      expect(Math.abs(covered - (1 - value / 255))).toBeLessThan(0.06);
    }
  });

  it('frame goes around', () => {
    const made = frame(grey(7), { share: 0.125, colour: [1, 2, 3] });
    expect([made.width, made.height]).toEqual([80, 64]);
    expect([...made.data.subarray(0, 4)]).toEqual([1, 2, 3, 255]);
    expect([...made.data.subarray(4 * (8 * 80 + 8), 4 * (8 * 80 + 8) + 4)]).toEqual([7, 7, 7, 10]);
  });
});

describe('definePreset', () => {
  it('marks hooks as such, and refuses everything else', () => {
    const after = (picture: HookPicture) => picture;
    const defined = definePreset({ after });
    expect(isDefinedPreset(defined)).toBe(true);
    expect(defined.after).toBe(after);
    expect(isDefinedPreset({ after })).toBe(false);
    expect(isDefinedPreset(null)).toBe(false);
    for (const wrong of [null, 1, { title: 'x' }, { after: 1 }]) {
      expect(() => definePreset(wrong as never)).toThrow(TypeError);
    }
  });
});
