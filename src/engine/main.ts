import { hostname } from 'node:os';
import { nanoid } from 'nanoid';
import { loadConfig } from '../config.js';
import { enter } from '../entry.js';
import { BlobStore } from '../jobs/blobs.js';
import { openJobStore } from '../jobs/sqlite-store.js';
import { createLogger, type Log } from '../logger.js';
import { EngineFiles } from './files.js';
import { Lab, labSettings } from './lab.js';
import { work } from './worker.js';

/** Handing a job back takes two seconds at most; what takes longer hangs. */
const SHUTDOWN_MS = 5000;

await enter(async (environment) => {
  const config = loadConfig(environment, { terminal: process.stderr.isTTY });
  const log = createLogger({ ...config.log, name: 'engine' });
  const stop = stopSignal(log);
  const store = openJobStore(config.paths.database, { clock: Date.now });
  try {
    const files = new EngineFiles(config.paths);
    const blobs = new BlobStore(config.paths.blobs);
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
      leaseMs: config.engine.leaseMs,
      previewEveryMs: config.progressMs,
      extractor: config.engine.extractor,
      stop,
    });
  } finally {
    await store.close();
  }
  log.info('ended');
  // Signal handlers and a supervisor's channel would keep the process.
  process.exit(0);
});

/**
 * Aborted by SIGTERM, by Ctrl+C, and when the supervisor that started this process is gone. Signals after the first
 * change nothing: on Ctrl+C one comes from the terminal and another from the supervisor.
 */
function stopSignal(log: Log): AbortSignal {
  const stopping = new AbortController();
  const stop = (why: string): void => {
    if (stopping.signal.aborted) return;
    log.info({ why }, 'ending');
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    stopping.abort();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', () => stop('the supervisor is gone'));
  return stopping.signal;
}
