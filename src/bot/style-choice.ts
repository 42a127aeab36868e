import { AppError } from '../errors.js';
import type { BlobStore } from '../jobs/blobs.js';
import type { Hash } from '../jobs/job.js';
import type { Preset } from '../presets/preset.js';
import { type PresetSnapshot, snapshotPreset } from '../presets/snapshot.js';
import type { Texts } from './texts/texts.js';

/** One style: a preset, or a picture that somebody brought along. */
export type StyleSource = { readonly preset: Preset } | { readonly picture: Hash };

/** Name of a style that is no preset, where files and filters need one. */
export const OWN_STYLE = 'own-picture';
const MOST_PICTURES = 4;

/**
 * One style or a blend of two, frozen for a job. A blend has the first one's recipe, and the share `mix` of the
 * second's pictures and strength. Throws STYLES_TOO_MANY, or what snapshotPreset throws.
 */
export async function freezeStyles(
  sources: readonly [StyleSource, (StyleSource | undefined)?],
  mix: number,
  blobs: BlobStore,
  texts: Texts,
): Promise<PresetSnapshot> {
  const [first, second] = sources;
  const one = await freeze(first, blobs, texts);
  if (second === undefined) return one;
  const other = await freeze(second, blobs, texts);
  const styles = [...shares(one, 1 - mix), ...shares(other, mix)];
  if (styles.length > MOST_PICTURES) throw new AppError('STYLES_TOO_MANY', { limit: MOST_PICTURES });
  return {
    ...one,
    preset: {
      name: `${one.preset.name}-with-${other.preset.name}`,
      title: texts.blend(one.preset.title, other.preset.title),
      strength: one.preset.strength * (1 - mix) + other.preset.strength * mix,
    },
    styles,
  };
}

async function freeze(source: StyleSource, blobs: BlobStore, texts: Texts): Promise<PresetSnapshot> {
  if ('preset' in source) return snapshotPreset(source.preset, blobs);
  return {
    preset: { name: OWN_STYLE, title: texts.ownStyle, strength: 1 },
    styles: [{ hash: source.picture, weight: 1 }],
    recipe: 'multiscale',
    overrides: {},
  };
}

/** A style's pictures with weights that add up to its share. */
function shares({ styles }: PresetSnapshot, share: number): PresetSnapshot['styles'] {
  const sum = styles.reduce((total, { weight }) => total + weight, 0);
  return styles.map(({ hash, weight }) => ({ hash, weight: (share * weight) / sum }));
}
