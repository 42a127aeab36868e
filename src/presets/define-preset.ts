/*
 * What a module of hooks imports as `gramarye/preset`. It is loaded in a process of its own, beside the author's code,
 * and imports nothing.
 */

/** A picture as a hook gets and returns it: RGBA, row-major, 4 bytes a pixel, not premultiplied, sRGB. */
export interface HookPicture {
  readonly data: Uint8ClampedArray;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export interface HookContext {
  /** The preset's name. */
  readonly preset: string;
  /** The job's seed: the same one must give the same picture. */
  readonly seed: number;
  /** Numbers in [0, 1), the same ones for the same seed. Use it in place of Math.random. */
  readonly random: () => number;
}

/** Gets a picture and returns one, the same one changed or another. It may be a promise. */
export type Hook = (picture: HookPicture, context: HookContext) => HookPicture | Promise<HookPicture>;

export interface PresetHooks {
  /** Changes the photo before it is painted. */
  readonly before?: Hook;
  /** Changes the finished picture: paper grain, a halftone, a frame. It may give it another size. */
  readonly after?: Hook;
}

/** Known by this key, so that one made by another copy of this file is one too. */
const MARK = Symbol.for('gramarye.preset');

export interface DefinedPreset extends PresetHooks {
  readonly [MARK]: true;
}

/**
 * The default export of a preset's module. What the preset is called and looks like is in `preset.json` beside it, which
 * the bot reads without running any code. Throws a TypeError for anything but functions called `before` and `after`.
 */
export function definePreset(hooks: PresetHooks): DefinedPreset {
  if (typeof hooks !== 'object' || hooks === null) {
    throw new TypeError('definePreset wants an object, { before, after }');
  }
  for (const [key, value] of Object.entries(hooks)) {
    if (key !== 'before' && key !== 'after') {
      throw new TypeError(
        `definePreset knows before and after, not “${key}”; all else is said in preset.json`,
      );
    }
    if (typeof value !== 'function') throw new TypeError(`definePreset: “${key}” must be a function`);
  }
  return Object.freeze({ ...hooks, [MARK]: true as const });
}

/** Whether a module's default export came from `definePreset`. */
export function isDefinedPreset(value: unknown): value is DefinedPreset {
  return typeof value === 'object' && value !== null && MARK in value;
}
