import type { BlobStore } from '../jobs/blobs.js';
import type { GuildPreset } from '../jobs/guild-preset.js';
import type { Hash } from '../jobs/job.js';
import { SERVER_NAMESPACE } from '../presets/packages.js';
import type { Preset } from '../presets/preset.js';
import type { Presets } from '../presets/presets.js';
import { PresetRegistry } from '../presets/registry.js';
import { freezeManifest, type PresetSnapshot } from '../presets/snapshot.js';
import type { BotContext } from './context.js';

/** What the names of a server's own styles begin with, so that they meet no other preset's. */
export const SERVER = `${SERVER_NAMESPACE}/`;

/** A server's own style, as commands see every other preset. */
export interface GuildStyle extends Preset {
  readonly guildPreset: GuildPreset;
}

export function isGuildStyle(preset: Preset): preset is GuildStyle {
  return 'guildPreset' in preset;
}

/** The styles of a place: the server's own first, then everybody's. */
export async function presetsHere(
  guildId: string | null,
  { presets, records, blobs }: Pick<BotContext, 'presets' | 'records' | 'blobs'>,
): Promise<Presets> {
  const own = guildId === null ? [] : await records.guildPresets(guildId);
  if (own.length === 0) return presets;
  return new PresetRegistry(
    [...own.map((preset) => guildStyle(preset, blobs)), ...presets.list()],
    presets.problems,
  );
}

export function guildStyle(preset: GuildPreset, blobs: BlobStore): GuildStyle {
  const { name, title, description, strength, brush, colours, pictures } = preset;
  return {
    guildPreset: preset,
    manifest: {
      name: `${SERVER}${name}`,
      title,
      description,
      translations: {},
      tags: [],
      author: 'this server',
      license: 'unknown',
      styles: pictures.map((hash: Hash) => ({ file: `${hash}.webp`, weight: 1 })),
      recipe: 'multiscale',
      overrides: {},
      strength,
      brush,
      colours,
    },
    stylePaths: pictures.map((hash) => blobs.path(hash)),
    previewPath: null,
    folder: '',
    from: { path: '', label: 'this server', namespace: SERVER_NAMESPACE },
  };
}

/** What a job keeps of such a style: its pictures by hash, so that editing or removing it changes no job. */
export function snapshotGuildStyle({ manifest, guildPreset }: GuildStyle): PresetSnapshot {
  return freezeManifest(manifest, guildPreset.pictures, manifest.title);
}
