import { basename, join, resolve } from 'node:path';
import type { Task } from '../engine/protocol.js';
import { resolveRecipe } from '../engine/recipes.js';
import { AppError } from '../errors.js';
import { type Colours, DEFAULT_CONTROLS } from '../jobs/job.js';
import type { Presets } from '../presets/presets.js';
import { existingFile } from './files.js';

/** `NAME:WEIGHT` or `FILE:WEIGHT` as a person wrote it. */
export interface Weighted {
  readonly what: string;
  readonly weight: number;
}

/** What to paint with: pictures, recipe and strength of all that was named, together. */
export interface ChosenStyles extends Pick<Task, 'styles' | 'recipe' | 'overrides' | 'hooks' | 'network'> {
  /** Every style by name with its share, which add up to 1. */
  readonly parts: readonly { readonly name: string; readonly share: number }[];
  /** The presets' own strength; the user's multiplies it. */
  readonly strength: number;
  /** What suits the leading preset where nobody chose. */
  readonly colours: Colours;
}

/** One style that was named, before any are blended. */
interface Part {
  readonly name: string;
  readonly weight: number;
  readonly pictures: readonly { readonly path: string; readonly weight: number }[];
  /** Null for a bare picture, which is content with anybody's recipe. */
  readonly preset: Pick<Task, 'recipe' | 'overrides'> | null;
  readonly strength: number;
  readonly brush: number;
  readonly colours: Colours;
  readonly hooks: Task['hooks'];
  readonly network: Task['network'];
}

const MOST_PICTURES = 4;

/**
 * Blends presets and pictures by their weights. The first preset's recipe and settings lead (or `recipe`, which then is
 * taken as it is: a preset's settings are for its own); each picture keeps its preset's brush size, and strengths are
 * averaged. Throws PRESET_UNKNOWN, FILE_MISSING, and OPTION_INVALID for no style or too many pictures.
 */
export async function chooseStyles(
  asked: {
    readonly presets: readonly Weighted[];
    readonly images: readonly Weighted[];
    readonly recipe: string | undefined;
  },
  deps: { readonly presets: Presets; readonly workingFolder: string },
): Promise<ChosenStyles> {
  const parts: Part[] = asked.presets.map((style) => presetPart(style, deps.presets));
  for (const image of asked.images) parts.push(await imagePart(image, deps.workingFolder));
  if (parts.length === 0) {
    throw new AppError('OPTION_INVALID', {
      option: '--style',
      problem: 'give at least one --style NAME or --style-image FILE.',
    });
  }
  const own = parts.find(({ preset }) => preset !== null)?.preset ?? { recipe: 'multiscale', overrides: {} };
  const isOwn = asked.recipe === undefined || asked.recipe === own.recipe;
  const lead = isOwn ? own : { recipe: asked.recipe ?? own.recipe, overrides: {} };
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const styles = parts.flatMap((part) => picturesOf(part, part.weight / total, isOwn ? lead : null));
  if (styles.length > MOST_PICTURES) {
    throw new AppError('OPTION_INVALID', {
      option: '--style',
      problem: `at most ${MOST_PICTURES} style pictures can be blended, and these are ${styles.length}.`,
    });
  }
  return {
    ...lead,
    styles,
    parts: parts.map(({ name, weight }) => ({ name, share: weight / total })),
    strength: isOwn ? parts.reduce((sum, { strength, weight }) => sum + (strength * weight) / total, 0) : 1,
    colours: parts[0]?.colours ?? DEFAULT_CONTROLS.colours,
    hooks: parts[0]?.hooks,
    // A network has learnt one style as it is.
    network: parts.length === 1 && isOwn ? parts[0]?.network : undefined,
  };
}

/** A part's pictures with their shares of the whole; `lead` is null where the presets' brush sizes do not count. */
function picturesOf(
  { pictures, preset, brush }: Part,
  share: number,
  lead: Pick<Task, 'recipe' | 'overrides'> | null,
): Task['styles'] {
  const total = pictures.reduce((sum, { weight }) => sum + weight, 0);
  const scale = preset === null || lead === null ? 1 : (brush * brushOf(preset)) / brushOf(lead);
  return pictures.map(({ path, weight }) => ({
    path,
    weight: (share * weight) / total,
    ...(scale === 1 ? {} : { scale }),
  }));
}

function brushOf({ recipe, overrides }: Pick<Task, 'recipe' | 'overrides'>): number {
  return resolveRecipe(recipe, overrides).styleScale;
}

function presetPart({ what, weight }: Weighted, presets: Presets): Part {
  const { manifest, stylePaths, folder } = presets.require(what);
  const { name, recipe, overrides, strength, brush, colours, hooks, network } = manifest;
  return {
    name,
    weight,
    pictures: manifest.styles.map((style, at) => ({ path: stylePaths[at] ?? '', weight: style.weight })),
    preset: { recipe, overrides },
    strength,
    brush,
    colours,
    hooks: hooks === undefined ? undefined : { preset: name, module: join(folder, hooks) },
    network: network === undefined ? undefined : { path: join(folder, network.file), digest: network.sha256 },
  };
}

async function imagePart({ what, weight }: Weighted, workingFolder: string): Promise<Part> {
  const path = await existingFile(resolve(workingFolder, what));
  return {
    name: basename(path),
    weight,
    pictures: [{ path, weight: 1 }],
    preset: null,
    strength: 1,
    brush: 1,
    colours: DEFAULT_CONTROLS.colours,
    hooks: undefined,
    network: undefined,
  };
}
