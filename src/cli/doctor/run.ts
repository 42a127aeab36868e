import type { Config } from '../../config.js';
import { surroundings } from '../../engine/backends/select.js';
import type { Log } from '../../logger.js';
import type { Presets } from '../../presets/presets.js';
import { checkBackend } from './backend.js';
import { type Finding, formatFindings } from './check.js';
import { checkDatabase } from './database.js';
import { checkDiscord } from './discord.js';
import { checkDataFolder, checkNode, checkProcessor } from './machine.js';
import { timePicture } from './picture-time.js';
import { checkPresets } from './presets.js';
import { checkWeights } from './weights.js';

/**
 * Looks over everything a host depends on and prints what it found, with how to mend what is not well.
 * Answers false when something keeps Gramarye from working.
 */
export async function doctor(
  deps: {
    config: Config;
    presets: Presets;
    log: Log;
    environment: NodeJS.ProcessEnv;
    print: (text: string) => void;
  },
  options: { json: boolean },
): Promise<boolean> {
  const { config, presets, log, environment } = deps;
  const request = { ...config.engine, log };
  const findings: Finding[] = [
    checkNode(),
    checkProcessor(),
    await checkDataFolder(config.paths.data),
    await checkDatabase(config.paths.database),
    checkPresets(presets),
    await checkWeights(config),
    // Asked anew each time: whoever calls for the doctor has changed something.
    await checkBackend(request, surroundings(request, { environment }), (taken) =>
      timePicture(taken, { config, presets, log }),
    ),
    await checkDiscord(config.discord),
  ];
  const well = findings.every((finding) => finding.status !== 'problem');
  deps.print(options.json ? JSON.stringify({ well, findings }, null, 2) : formatFindings(findings));
  return well;
}
