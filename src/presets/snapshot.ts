import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { BlobStore } from '../jobs/blobs.js';
import type { Hash, JobRequest } from '../jobs/job.js';
import { digestHooks } from './hooks-file.js';
import { loadPreset } from './load.js';
import { localised } from './localised.js';
import type { Preset, PresetManifest } from './preset.js';
import { readSettled } from './settled.js';
import { checkStyleFile } from './style-file.js';

/** What a job keeps of its preset. Spread it into a `JobRequest`. */
export type PresetSnapshot = Pick<JobRequest, 'preset' | 'styles' | 'recipe' | 'overrides' | 'colours'>;

/**
 * Freezes a preset for a job: its settings by value, its pictures by hash in the blob store, its hooks by digest, so
 * that editing or removing the preset later changes no job. What was edited since it was read counts, if it is in
 * order. Throws PRESET_INVALID when a picture has gone bad since loading.
 *
 * @param locale whose title the job goes by.
 */
export async function snapshotPreset(
  known: Preset,
  blobs: BlobStore,
  locale: string,
): Promise<PresetSnapshot> {
  const preset = await asItIsNow(known);
  const { manifest } = preset;
  const hashes: Hash[] = [];
  for (const style of manifest.styles) {
    const checked = await checkStyleFile(preset.folder, style.file);
    if ('problem' in checked) {
      throw new AppError('PRESET_INVALID', {
        file: join(manifest.name, style.file),
        problem: checked.problem,
      });
    }
    hashes.push(await blobs.put(await readSettled(checked.path)));
  }
  const { name, hooks, network } = manifest;
  const frozen = freezeManifest(manifest, hashes, localised(manifest, locale).title);
  return {
    ...frozen,
    preset: {
      ...frozen.preset,
      ...(hooks === undefined ? {} : { hooks: { preset: name, digest: await digestHooks(preset.folder) } }),
      ...(network === undefined ? {} : { network: { preset: name, digest: network.sha256 } }),
    },
  };
}

/**
 * What a job keeps of a manifest alone.
 * @param hashes of its pictures, one for each.
 * @param title that the job goes by.
 */
export function freezeManifest(
  manifest: PresetManifest,
  hashes: readonly Hash[],
  title: string,
): PresetSnapshot {
  const { name, strength, brush, recipe, overrides, colours } = manifest;
  return {
    preset: { name, title, strength, manifests: [structuredClone(manifest)] },
    styles: hashes.map((hash, i) => ({
      hash,
      weight: manifest.styles[i]?.weight ?? 1,
      ...(brush === 1 ? {} : { scale: brush }),
    })),
    recipe,
    overrides: structuredClone(overrides),
    colours,
  };
}

async function asItIsNow(known: Preset): Promise<Preset> {
  const { preset } = await loadPreset(known.folder, known.from);
  return preset?.manifest.name === known.manifest.name ? preset : known;
}
