import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../errors.js';
import { schemaFile } from '../../presets/json-schema.js';
import { checkManifest, MANIFEST_FILE } from '../../presets/manifest-file.js';
import { presetNameSchema } from '../../presets/preset.js';
import type { Context } from '../context.js';
import { existingFile } from '../files.js';
import { importPicture, STYLE_SIDE } from './import-picture.js';

interface NewOptions {
  readonly picture: string;
  readonly folder?: string;
  readonly title?: string;
  readonly description?: string;
  readonly author?: string;
  readonly license: string;
  readonly hooks: boolean;
}

const STYLE_FILE = 'style.webp';
const HOOKS_FILE = 'hooks.mjs';
/** Shorter sides than this have no brushwork to take. */
const SMALL_SIDE = 512;

const HOOKS = `import { definePreset } from 'gramarye/preset';
import { grain, paper } from 'gramarye/effects';

// A picture is { data, width, height }: data is a Uint8ClampedArray, four bytes a pixel (red, green, blue, alpha).
export default definePreset({
  // before(photo, context) { return photo; },

  after(picture, context) {
    return grain(paper(picture, context, 0.35), context, 8);
  },
});
`;

/** `gramarye presets new`: a preset's folder, made from one picture. */
export function registerNew(presets: Command, makeContext: () => Promise<Context>): void {
  presets
    .command('new')
    .description('make a preset of a picture')
    .argument('<name>', 'what people will type: lower-case letters, digits and dashes')
    .requiredOption('--picture <file>', 'the painting: PNG, JPEG, WebP, GIF, AVIF or TIFF')
    .option('--title <text>', 'what people read; made from the name where it is not given')
    .option('--description <text>', 'one sentence on what the style looks like')
    .option('--author <text>', 'who made it; you, where it is not given')
    .option('--license <spdx>', 'of the preset and its picture, e.g. CC0-1.0', 'UNLICENSED')
    .option('--hooks', `add ${HOOKS_FILE}, code that changes the finished picture`, false)
    .option('--folder <folder>', 'make it in there rather than in PRESETS_DIR')
    .action(async (name: string, options: NewOptions) => {
      const context = await makeContext();
      const { folder, warnings } = await makePreset(name, options, context);
      console.log(`${folder}\n${[...warnings, nextSteps(name, folder)].join('\n')}`);
    });
}

/** Makes the folder whole or not at all. Throws OPTION_INVALID, FILE_MISSING, FILE_UNWRITABLE and PICTURE_…. */
async function makePreset(name: string, options: NewOptions, { config, presets, workingFolder }: Context) {
  const checked = presetNameSchema.safeParse(name);
  if (!checked.success) {
    const problem = `${checked.error.issues[0]?.message ?? 'not valid'}.`;
    throw new AppError('OPTION_INVALID', { option: 'name', problem });
  }
  if (presets.get(name) !== null) {
    throw new AppError('OPTION_INVALID', { option: 'name', problem: `there is a preset “${name}” already.` });
  }
  const picture = await existingFile(resolve(workingFolder, options.picture));
  const parent =
    options.folder === undefined ? config.presets.folder : resolve(workingFolder, options.folder);
  const folder = join(parent, name);
  if ((await stat(folder).catch(() => null)) !== null) {
    throw new AppError('FILE_UNWRITABLE', { path: folder, problem: 'it is there already.' });
  }
  const manifest = {
    $schema: relative(folder, schemaFile()).replaceAll('\\', '/'),
    name,
    title: options.title ?? titleOf(name),
    description: options.description ?? `In the manner of ${titleOf(name)}.`,
    tags: [],
    author: options.author ?? userInfo().username,
    license: options.license,
    styles: [{ file: STYLE_FILE }],
    strength: 0.5,
    brush: 1,
    ...(options.hooks ? { hooks: HOOKS_FILE } : {}),
  };
  const found = checkManifest(manifest);
  if ('mistakes' in found) {
    const problem = found.mistakes.map(({ field, sentence }) => `${field}: ${sentence}`).join('\n');
    throw new AppError('OPTION_INVALID', { option: 'new', problem });
  }
  try {
    await mkdir(folder, { recursive: true });
    const size = await importPicture({
      from: picture,
      to: join(folder, STYLE_FILE),
      longestSide: STYLE_SIDE,
    });
    if (options.hooks) await writeFile(join(folder, HOOKS_FILE), HOOKS);
    // Last, so that a bot that is looking never sees half a preset.
    await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    const isSmall = Math.min(size.width, size.height) < SMALL_SIDE;
    const small = `The picture is ${size.width}×${size.height}: one of ${SMALL_SIDE} px or more a side shows its brushwork better.`;
    return { folder, warnings: isSmall ? [small] : [] };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (error instanceof AppError) throw error;
    const problem = `${(error as Error).message}. Choose another place with --folder.`;
    throw new AppError('FILE_UNWRITABLE', { path: folder, problem }, { cause: error });
  }
}

function titleOf(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

function nextSteps(name: string, folder: string): string {
  return [
    'Next:',
    `  gramarye presets check ${folder}`,
    `  gramarye stylize photo.jpg --style ${name} -o painted.png`,
    `Then write a description into ${MANIFEST_FILE}, and try strength and brush until it looks right.`,
  ].join('\n');
}
