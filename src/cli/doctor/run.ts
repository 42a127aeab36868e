import type { Config } from '../../config.js';
import { asAppError } from '../../errors.js';
import { selectBackend } from '../../engine/backends/select.js';
import type { Log } from '../../logger.js';
import type { PresetRegistry } from '../../presets/registry.js';
import { type Finding, formatFindings } from './check.js';
import { checkDatabase } from './database.js';
import { checkDiscord } from './discord.js';
import { checkDataFolder, checkNode, checkProcessor } from './machine.js';
import { checkPresets } from './presets.js';

/**
 * Looks over everything a host depends on and prints what it found, with how to mend what is not well.
 * Answers false when something keeps Gramarye from working.
 */
export async function doctor(
  deps: { config: Config; presets: PresetRegistry; log: Log; print: (text: string) => void },
  options: { json: boolean },
): Promise<boolean> {
  const { config, presets, log } = deps;
  const findings: Finding[] = [
    checkNode(),
    checkProcessor(),
    await checkDataFolder(config.paths.data),
    await checkDatabase(config.paths.database),
    checkPresets(presets),
    ...(await checkBackend(config, log)),
    await checkDiscord(config.discord),
  ];
  const well = findings.every((finding) => finding.status !== 'problem');
  deps.print(options.json ? JSON.stringify({ well, findings }, null, 2) : formatFindings(findings));
  return well;
}

/** What the engine would compute on here, why not on anything faster, and what to install for that. */
async function checkBackend(config: Config, log: Log): Promise<Finding[]> {
  const name = 'Engine';
  try {
    const { backend, report } = await selectBackend({ ...config.engine, log });
    await backend.dispose();
    const detail = [`${backend.name} on ${backend.device}`, ...report.map((line) => line)].join('\n');
    return [{ name, status: 'ok', detail }];
  } catch (error) {
    return [{ name, status: 'problem', detail: asAppError(error).message }];
  }
}
