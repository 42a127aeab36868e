import { type Config, loadConfig } from '../config.js';
import { createLogger, type Log } from '../logger.js';
import type { Presets } from '../presets/presets.js';
import { loadPresets } from '../presets/registry.js';
import { presetFolders } from '../presets/sources.js';

/** Everything a command may need, made only when one runs: `--help` reads no configuration. */
export interface Context {
  readonly config: Config;
  readonly log: Log;
  readonly presets: Presets;
  /** Paths are taken from here. */
  readonly workingFolder: string;
}

export async function createContext(environment: NodeJS.ProcessEnv): Promise<Context> {
  // The result is on standard output and failures come as sentences: the log only speaks up when asked to.
  const config = loadConfig({ LOG_LEVEL: 'error', ...environment }, { terminal: process.stderr.isTTY });
  const log = createLogger({ ...config.log, name: 'gramarye' });
  const presets = await loadPresets({ folders: await presetFolders(config), log });
  // npm runs scripts in the package's folder; this is where the person was.
  return { config, log, presets, workingFolder: environment.INIT_CWD ?? process.cwd() };
}
