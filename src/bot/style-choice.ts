import { AppError } from '../errors.js';
import type { BlobStore } from '../jobs/blobs.js';
import { DEFAULT_CONTROLS, type Hash } from '../jobs/job.js';
import type { Preset } from '../presets/preset.js';
import { type PresetSnapshot, snapshotPreset } from '../presets/snapshot.js';
import { isGuildStyle, snapshotGuildStyle } from './guild-style.js';
import type { Texts } from './texts/texts.js';

/** One style: a preset, or a picture that somebody brought along. */
export type StyleSource = { readonly preset: Preset } | { readonly picture: Hash };

/** Name of a style that is no preset, where files and filters need one. */
export const OWN_STYLE = 'own-picture';
const MOST_PICTURES = 4;

/**
 * One style or a blend of two, frozen for a job. A blend has the first one's recipe, and the share `mix` of the
 * second's pictures, in its own brush size, and strength. Throws STYLES_TOO_MANY, or what snapshotPreset throws.
 */
export async function freezeStyles(
  sources: readonly [StyleSource, (StyleSource | undefined)?],
  mix: number,
  blobs: BlobStore,
  texts: Texts,
  locale: string,
): Promise<PresetSnapshot> {
  const [first, second] = sources;
  const one = await freeze(first, blobs, texts, locale);
  if (second === undefined) return one;
  const other = await freeze(second, blobs, texts, locale);
  // A network has learnt one style alone.
  const { network: _, ...preset } = one.preset;
  const styles = [...shares(one, 1 - mix), ...shares(other, mix, brushOf(other) / brushOf(one))];
  if (styles.length > MOST_PICTURES) throw new AppError('STYLES_TOO_MANY', { limit: MOST_PICTURES });
  return {
    ...one,
    preset: {
      ...preset,
      name: `${one.preset.name}-with-${other.preset.name}`,
      title: texts.blend(one.preset.title, other.preset.title),
      strength: one.preset.strength * (1 - mix) + other.preset.strength * mix,
      manifests: [...(one.preset.manifests ?? []), ...(other.preset.manifests ?? [])],
    },
    styles,
  };
}

async function freeze(
  source: StyleSource,
  blobs: BlobStore,
  texts: Texts,
  locale: string,
): Promise<PresetSnapshot> {
  if ('preset' in source) {
    const { preset } = source;
    return isGuildStyle(preset) ? snapshotGuildStyle(preset) : snapshotPreset(preset, blobs, locale);
  }
  return {
    preset: { name: OWN_STYLE, title: texts.ownStyle, strength: 1 },
    styles: [{ hash: source.picture, weight: 1 }],
    recipe: 'multiscale',
    overrides: {},
    colours: DEFAULT_CONTROLS.colours,
  };
}

/** A style's pictures with weights that add up to its share, and their brush size times a factor. */
function shares({ styles }: PresetSnapshot, share: number, brush = 1): PresetSnapshot['styles'] {
  const sum = styles.reduce((total, { weight }) => total + weight, 0);
  return styles.map(({ hash, weight, scale = 1 }) => ({
    hash,
    weight: (share * weight) / sum,
    ...(scale * brush === 1 ? {} : { scale: scale * brush }),
  }));
}

/** The brush size of a style's recipe, which is 1 in every recipe as it is. */
function brushOf({ overrides }: PresetSnapshot): number {
  return typeof overrides.styleScale === 'number' ? overrides.styleScale : 1;
}
