import { loadConfig } from '../config.js';
import { enter, stopSignal } from '../entry.js';
import { AppError } from '../errors.js';
import { BlobStore } from '../jobs/blobs.js';
import { openRecords } from '../jobs/sqlite-records.js';
import { openJobStore } from '../jobs/sqlite-store.js';
import { createLogger } from '../logger.js';
import { LivePresets } from '../presets/live.js';
import { presetFolders } from '../presets/sources.js';
import { runBot } from './bot.js';

/** How long the farewell may take: a request that waits for a rate limit must not hold the process. */
const SHUTDOWN_MS = 8_000;

await enter(async (environment) => {
  const config = loadConfig(environment, { terminal: process.stderr.isTTY });
  const log = createLogger({ ...config.log, name: 'bot' });
  const signal = stopSignal(log, SHUTDOWN_MS);
  if (config.discord.token === null) throw new AppError('DISCORD_TOKEN_MISSING');

  const store = openJobStore(config.paths.database, { clock: Date.now });
  const records = openRecords(config.paths.database, { clock: Date.now });
  try {
    const folders = () => presetFolders(config);
    const presets = await LivePresets.open({ folders, log, signal });
    const blobs = new BlobStore(config.paths.blobs);
    await runBot({ config, store, records, blobs, presets, log, clock: Date.now }, signal);
  } finally {
    await records.close();
    await store.close();
  }
  log.info('ended');
  // A supervisor's channel, listened to for its end, would keep the process.
  process.exit(0);
});
