import { hostname } from 'node:os';
import { nanoid } from 'nanoid';
import { loadConfig } from '../config.js';
import { enter, stopSignal } from '../entry.js';
import { BlobStore } from '../jobs/blobs.js';
import { openRecords } from '../jobs/sqlite-records.js';
import { openJobStore } from '../jobs/sqlite-store.js';
import { createLogger } from '../logger.js';
import { LivePresets } from '../presets/live.js';
import { presetFolders } from '../presets/sources.js';
import { EngineFiles } from './files.js';
import { forgetGone } from './forgetting.js';
import { Lab, labSettings } from './lab.js';
import { StyleCache } from './style-cache.js';
import { checkExtractorSetting } from './weights/check.js';
import { work } from './worker.js';

/** Handing a job back takes two seconds at most; what takes longer hangs. */
const SHUTDOWN_MS = 5000;

await enter(async (environment) => {
  const config = loadConfig(environment, { terminal: process.stderr.isTTY });
  const log = createLogger({ ...config.log, name: 'engine' });
  await checkExtractorSetting(config.engine.extractor, config.paths.weights);
  const stop = stopSignal(log, SHUTDOWN_MS);
  const store = openJobStore(config.paths.database, { clock: Date.now });
  const records = openRecords(config.paths.database, { clock: Date.now });
  try {
    const files = new EngineFiles(config.paths);
    const checkpoints = { forgetJob: (id: string) => files.dropCheckpoint(id) };
    const styleCache = new StyleCache({
      folder: config.paths.styleCache,
      bytes: config.engine.styleCacheBytes,
      log,
    });
    const measures = { forgetPicture: (hash: string) => styleCache.deleteByPicture(hash) };
    const forgetting = forgetGone({ records, keepsakes: [checkpoints, measures], log, stop });
    const blobs = new BlobStore(config.paths.blobs);
    const presets = LivePresets.unwatched({ folders: () => presetFolders(config), log });
    const swept = (await files.sweep(store)) + (await blobs.sweep());
    if (swept > 0) log.info({ files: swept }, 'removed what earlier engines left behind');
    await work({
      name: `${hostname()}:${process.pid}:${nanoid(6)}`,
      startLab: () => new Lab(labSettings(config), { log }),
      store,
      blobs,
      files,
      log,
      clock: Date.now,
      memory: config.engine.memory,
      leaseMs: config.engine.leaseMs,
      previewEveryMs: config.progressMs,
      extractor: config.engine.extractor,
      findPreset: (name) => presets.find(name),
      stop,
    });
    await forgetting;
  } finally {
    await records.close();
    await store.close();
  }
  log.info('ended');
  // Signal handlers and a supervisor's channel would keep the process.
  process.exit(0);
});
