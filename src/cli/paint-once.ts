import type { Config } from '../config.js';
import { Lab, LabDied, type LabMessage, labSettings, type Painted } from '../engine/lab.js';
import type { Task } from '../engine/protocol.js';
import { AppError } from '../errors.js';
import type { Log } from '../logger.js';

/** Paints one picture in a child of its own, as the engine does, and ends the child. */
export async function paintOnce(
  task: Task,
  deps: {
    config: Config;
    log: Log;
    onProgress: (progress: LabMessage<'progress'>) => void;
  },
): Promise<Painted> {
  const lab = new Lab(labSettings(deps.config), { log: deps.log });
  try {
    return await lab.paint(task, { progress: deps.onProgress });
  } catch (error) {
    if (!(error instanceof LabDied)) throw error;
    throw new AppError('ENGINE_FAILED', {}, { cause: error });
  } finally {
    await lab.kill();
  }
}
