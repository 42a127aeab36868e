import type { Config } from '../config.js';
import type { BlobStore } from '../jobs/blobs.js';
import type { Records } from '../jobs/records.js';
import type { JobStore } from '../jobs/store.js';
import type { Log } from '../logger.js';
import type { Presets } from '../presets/presets.js';
import type { ProgressFeed } from './progress.js';
import type { Thumbnails } from './thumbnails.js';
import type { Turnstile } from './turnstile.js';

/** What commands and buttons work with. Made once, in bot.ts. */
export interface BotContext {
  readonly config: Config;
  readonly store: JobStore;
  readonly records: Records;
  readonly blobs: BlobStore;
  readonly presets: Presets;
  readonly feed: ProgressFeed;
  readonly thumbnails: Thumbnails;
  readonly turns: Turnstile;
  readonly log: Log;
  readonly clock: () => number;
  /** Aborted when the bot ends. */
  readonly signal: AbortSignal;
}
