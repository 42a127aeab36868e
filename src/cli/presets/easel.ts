import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config.js';
import { Lab, LabDied, labSettings } from '../../engine/lab.js';
import type { Task } from '../../engine/protocol.js';
import { extractorFor, resolveRecipe } from '../../engine/recipes.js';
import { AppError } from '../../errors.js';
import { DEFAULT_CONTROLS } from '../../jobs/job.js';
import type { Log } from '../../logger.js';
import type { Preset } from '../../presets/preset.js';
import { PresetRegistry } from '../../presets/registry.js';
import { chooseStyles } from '../chosen-styles.js';

/** Paints photos with presets as they mean it, one after the other, in one warm child. Close it at the end. */
export class Easel {
  readonly #config: Config;
  readonly #lab: Lab;
  readonly #spool: string;

  private constructor(config: Config, log: Log, spool: string) {
    this.#config = config;
    this.#lab = new Lab(labSettings(config), { log });
    this.#spool = spool;
  }

  static async open({ config, log }: { config: Config; log: Log }): Promise<Easel> {
    return new Easel(config, log, await mkdtemp(join(tmpdir(), 'gramarye-')));
  }

  /**
   * The photo at this longest side, painted: a PNG. Throws what the engine throws: of a preset's hooks PRESET_HOOK_…,
   * whose cause says what was wrong.
   */
  async paint(
    preset: Preset,
    photo: string,
    size: number,
    onProgress: (fraction: number, secondsLeft: number | null) => void,
  ): Promise<Buffer> {
    const presets = new PresetRegistry([preset], []);
    const {
      strength,
      colours,
      parts: _,
      ...chosen
    } = await chooseStyles(
      { presets: [{ what: preset.manifest.name, weight: 1 }], images: [], recipe: undefined },
      { presets, workingFolder: this.#spool },
    );
    const { engine } = this.#config;
    const task: Task = {
      ...DEFAULT_CONTROLS,
      photo,
      styles: chosen.styles,
      recipe: chosen.recipe,
      overrides: chosen.overrides,
      ...(chosen.hooks === undefined ? {} : { hooks: chosen.hooks }),
      extractor: extractorFor(
        resolveRecipe(chosen.recipe, chosen.overrides),
        { extractor: 'auto' },
        engine.extractor,
      ),
      size,
      strength,
      seed: 0,
      colours,
      spool: this.#spool,
      resume: null,
      previewEveryMs: 3_600_000,
    };
    try {
      const { file } = await this.#lab.paint(task, {
        progress: ({ fraction, secondsLeft }) => onProgress(fraction, secondsLeft),
      });
      return await readFile(file);
    } catch (error) {
      if (!(error instanceof LabDied)) throw error;
      throw new AppError('ENGINE_FAILED', {}, { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.#lab.kill();
    await rm(this.#spool, { recursive: true, force: true });
  }
}
