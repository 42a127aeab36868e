import { setTimeout as sleep } from 'node:timers/promises';
import { Events, type Interaction } from 'discord.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import type { BlobStore } from '../jobs/blobs.js';
import type { JobStore } from '../jobs/store.js';
import type { Log } from '../logger.js';
import type { PresetRegistry } from '../presets/registry.js';
import { createClient, login } from './client.js';
import { cancelButtonPress } from './commands/cancel.js';
import { historyCommand } from './commands/history.js';
import { stylesCommand, stylesPageButton } from './commands/styles.js';
import { stylizeCommand } from './commands/stylize.js';
import type { BotContext } from './context.js';
import { describeError } from './discord-errors.js';
import { ProgressFeed } from './progress.js';
import { registerCommands } from './registration.js';
import { createRouter } from './router.js';
import { Thumbnails } from './thumbnails.js';

export interface BotParts {
  readonly config: Config;
  readonly store: JobStore;
  readonly blobs: BlobStore;
  readonly presets: PresetRegistry;
  readonly log: Log;
  readonly clock: () => number;
}

const TOKEN_SWEEP_MS = 60_000;
/** How long interactions that are being answered may take to end when the bot ends. */
const FAREWELL_MS = 3_000;

/**
 * Runs the bot until the signal aborts. Rejects when Discord will not let it in (any more).
 */
export async function runBot(parts: BotParts, signal: AbortSignal): Promise<void> {
  const { config, store, log } = parts;
  const { token, api } = config.discord;
  if (token === null) throw new AppError('DISCORD_TOKEN_MISSING');

  const client = createClient({ api, log });
  const feed = new ProgressFeed({ ...parts, rest: client.rest, intervalMs: config.progressMs });
  const context: BotContext = { ...parts, feed, thumbnails: new Thumbnails(parts.blobs), signal };
  const commands = [stylizeCommand(context), stylesCommand(context), historyCommand(context)];
  const router = createRouter({
    commands,
    buttons: [cancelButtonPress(context), stylesPageButton(context)],
    log,
  });

  const answering = new Set<Promise<void>>();
  const onInteraction = (interaction: Interaction): void => {
    const answer = router.handle(interaction).finally(() => answering.delete(answer));
    answering.add(answer);
  };
  const shutOut = new Promise<never>((_, reject) => {
    client.on(Events.ShardDisconnect, ({ code }) =>
      reject(new AppError('DISCORD_LOGIN', { problem: `the gateway closed for good (code ${code}).` })),
    );
  });
  // It is awaited only once the bot is ready.
  shutOut.catch(() => undefined);
  client.on(Events.InteractionCreate, onInteraction);

  const sweep = setInterval(() => {
    store
      .expireTokens()
      .catch((error: unknown) => log.error({ error: describeError(error) }, 'could not clear old tokens'));
  }, TOKEN_SWEEP_MS);
  try {
    const ready = await Promise.race([login(client, token, api), aborted(signal)]);
    if (ready === undefined) return;
    log.info({ user: ready.user.tag, guilds: ready.guilds.cache.size }, 'logged in');
    await store.expireTokens();
    await feed.start();
    await registerCommands(
      ready,
      commands.map(({ definition }) => definition),
      { api, store, log },
    ).catch((error: unknown) => {
      // What was registered before still works; the next start tries again.
      log.error({ error: describeError(error) }, 'the commands could not be registered');
    });
    log.info('ready');
    await Promise.race([shutOut, aborted(signal)]);
  } finally {
    clearInterval(sweep);
    client.off(Events.InteractionCreate, onInteraction);
    await Promise.race([Promise.all(answering), sleep(FAREWELL_MS, undefined, { ref: false })]);
    await feed.stop();
    await client.destroy();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
