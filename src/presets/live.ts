import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../logger.js';
import { type Loaded, loadPreset } from './load.js';
import type { Preset, PresetFolder } from './preset.js';
import type { Presets } from './presets.js';
import { type PresetProblem, problemLine } from './problem.js';
import { assemble, PresetRegistry } from './registry.js';
import { type Found, lookOver, type Shelf, sameShelf } from './shelf.js';
import { checkStyleFile } from './style-file.js';

/** How often to look. A look at 40 presets takes 6 to 8 ms of processor time; a job reads its preset anew anyway. */
const LOOK_MS = 2000;
/** What changes is read once it has stayed as it is for so long, or after so many looks. */
const SETTLE_MS = 150;
const MOST_LOOKS = 20;

/**
 * Presets that follow their folders: what is written, added or removed there is picked up without a restart. It looks
 * at names, sizes and times rather than being told by the system, which watches no network folders and no two systems
 * alike. A preset that gets broken stays as it last was in order; `problems` says so.
 */
export class LivePresets implements Presets {
  readonly #folders: () => Promise<readonly PresetFolder[]>;
  readonly #log: Log;
  /** By folder: what was read of it when its stamp was so, and the preset as it last was in order. */
  readonly #read = new Map<string, { readonly stamp: string; readonly loaded: Loaded }>();
  #shelf: Shelf = { found: [], problems: [] };
  #now = new PresetRegistry([], []);

  private constructor(folders: () => Promise<readonly PresetFolder[]>, log: Log) {
    this.#folders = folders;
    this.#log = log;
  }

  /**
   * Reads all presets, then goes on looking until the signal aborts.
   *
   * @param folders asked anew at every look, since packages may be installed meanwhile.
   */
  static async open(options: {
    readonly folders: () => Promise<readonly PresetFolder[]>;
    readonly log: Log;
    readonly signal: AbortSignal;
    readonly lookMs?: number;
  }): Promise<LivePresets> {
    const presets = LivePresets.unwatched(options);
    await presets.look();
    void presets.#follow(options.lookMs ?? LOOK_MS, options.signal);
    return presets;
  }

  /** Presets that nobody has read yet, for those who seldom want one: `find` looks. */
  static unwatched({
    folders,
    log,
  }: {
    readonly folders: () => Promise<readonly PresetFolder[]>;
    readonly log: Log;
  }): LivePresets {
    return new LivePresets(folders, log);
  }

  /** The preset of that name as it is at this moment, or null. Only what changed since the last look is read. */
  async find(name: string): Promise<Preset | null> {
    await this.look();
    return this.get(name);
  }

  get problems(): readonly PresetProblem[] {
    return this.#now.problems;
  }
  list(): readonly Preset[] {
    return this.#now.list();
  }
  get(name: string): Preset | null {
    return this.#now.get(name);
  }
  require(text: string): Preset {
    return this.#now.require(text);
  }
  search(text: string, limit?: number): readonly Preset[] {
    return this.#now.search(text, limit);
  }
  suggest(name: string): Preset | null {
    return this.#now.suggest(name);
  }

  /** Looks once, and reads what changed. */
  async look(): Promise<void> {
    let shelf = await lookOver(await this.#folders());
    if (sameShelf(shelf, this.#shelf)) return;
    // At the start nobody is writing yet, and somebody waits.
    for (let looks = 0; this.#read.size > 0 && looks < MOST_LOOKS; looks++) {
      await sleep(SETTLE_MS, undefined, { ref: false });
      const again = await lookOver(await this.#folders());
      if (sameShelf(shelf, again)) break;
      shelf = again;
    }
    const loaded: Loaded[] = [];
    for (const found of shelf.found) loaded.push(await this.#load(found));
    const folders = new Set(shelf.found.map(({ folder }) => folder));
    for (const folder of this.#read.keys()) if (!folders.has(folder)) this.#read.delete(folder);
    this.#shelf = shelf;
    this.#replace(assemble(shelf.found, loaded, shelf.problems));
  }

  async #follow(everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      await this.look().catch((error: unknown) => {
        this.#log.error({ err: error }, 'could not look for changed presets; trying again');
      });
    }
  }

  async #load({ folder, from, stamp }: Found): Promise<Loaded> {
    const before = this.#read.get(folder);
    if (before?.stamp === stamp) return before.loaded;
    const read = await loadPreset(folder, from);
    const last = before?.loaded.preset ?? null;
    const stays = read.preset === null && last !== null && (await isWhole(last));
    const loaded = stays ? { preset: last, problems: read.problems.map(staying) } : read;
    this.#read.set(folder, { stamp, loaded });
    return loaded;
  }

  #replace(registry: PresetRegistry): void {
    const before = this.#now;
    this.#now = registry;
    const known = new Set(before.problems.map(problemLine));
    for (const problem of registry.problems) {
      const line = problemLine(problem);
      if (!known.has(line)) this.#log.warn({ preset: problem.label }, `preset skipped: ${line}`);
    }
    const names = registry.list().map(({ manifest }) => manifest.name);
    const added = names.filter((name) => before.get(name) === null);
    const changed = names.filter((name) => !added.includes(name) && before.get(name) !== registry.get(name));
    const removed = before.list().flatMap(({ manifest: { name } }) => (names.includes(name) ? [] : [name]));
    const counts = { presets: names.length, problems: registry.problems.length };
    if (before.list().length === 0) this.#log.debug(counts, 'presets loaded');
    else this.#log.info({ ...counts, added, changed, removed }, 'presets changed');
  }
}

function staying(problem: PresetProblem): PresetProblem {
  return { ...problem, sentence: `${problem.sentence}; it stays as it was until that is mended` };
}

/** Whether the pictures of a preset are still there. */
async function isWhole({ manifest, folder }: Preset): Promise<boolean> {
  const checked = await Promise.all(manifest.styles.map(({ file }) => checkStyleFile(folder, file)));
  return checked.every((one) => 'path' in one);
}
