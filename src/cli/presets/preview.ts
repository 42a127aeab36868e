import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError, hasErrno } from '../../errors.js';
import { writeAtomically } from '../../jobs/blobs.js';
import { PREVIEW_FILE } from '../../presets/load.js';
import type { Context } from '../context.js';
import { existingFile } from '../files.js';
import { createProgressLine } from '../progress-line.js';
import { CARD_SIDE, composeCard } from './card.js';
import { Easel } from './easel.js';
import { requireNamed } from './named.js';
import { samplePhoto } from './samples.js';

interface PreviewOptions {
  readonly output?: string;
  readonly photo?: string;
}

/** `gramarye presets preview`: the card that `/styles` shows. */
export function registerPreview(presets: Command, makeContext: () => Promise<Context>): void {
  presets
    .command('preview')
    .description(`make the card that /styles shows of a preset: ${PREVIEW_FILE} in its folder`)
    .argument('<name...>', 'presets by name, or folders that hold a preset.json')
    .option('-o, --output <file>', 'write it there instead, a WebP')
    .option('--photo <file>', 'another photo than the sample')
    .action(async (names: string[], options: PreviewOptions) => {
      const context = await makeContext();
      const { workingFolder } = context;
      if (options.output !== undefined && names.length > 1) {
        throw new AppError('OPTION_INVALID', { option: '--output', problem: 'is for one preset at a time.' });
      }
      const photo =
        options.photo === undefined
          ? samplePhoto()
          : await existingFile(resolve(workingFolder, options.photo));
      const chosen = await Promise.all(names.map((name) => requireNamed(name, context)));
      const easel = await Easel.open(context);
      const line = createProgressLine(process.stderr);
      try {
        for (const preset of chosen) {
          const label = preset.manifest.name;
          const result = await easel.paint(preset, photo, CARD_SIDE, (fraction, secondsLeft) =>
            line.update({ fraction, label, secondsLeft }),
          );
          line.end();
          const file =
            options.output === undefined
              ? join(preset.folder, PREVIEW_FILE)
              : resolve(workingFolder, options.output);
          await save(file, await composeCard(result, preset.stylePaths[0] ?? ''));
          console.log(file);
        }
      } finally {
        line.end();
        await easel.close();
      }
    });
}

async function save(path: string, bytes: Buffer): Promise<void> {
  await writeAtomically(path, bytes).catch((error: unknown) => {
    if (!hasErrno(error, 'EACCES', 'EPERM', 'EROFS', 'ENOENT')) throw error;
    const problem = 'it may not be written there; name another place with --output.';
    throw new AppError('FILE_UNWRITABLE', { path, problem }, { cause: error });
  });
}
