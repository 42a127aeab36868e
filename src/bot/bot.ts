import { setTimeout as sleep } from 'node:timers/promises';
import { Events, type Interaction } from 'discord.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import type { BlobStore } from '../jobs/blobs.js';
import type { Records } from '../jobs/records.js';
import type { JobStore } from '../jobs/store.js';
import type { Log } from '../logger.js';
import type { Presets } from '../presets/presets.js';
import { answerOwed } from './answers.js';
import { createClient, login } from './client.js';
import { cancelButtonPress } from './commands/cancel.js';
import { compareButton } from './commands/compare.js';
import { deleteButton } from './commands/delete.js';
import { aboutCommand, helpCommand } from './commands/help.js';
import {
  historyCommand,
  historyDeleteButton,
  historyFilterSelect,
  historyOpenSelect,
  historyPageButton,
} from './commands/history.js';
import { choosePageButton, chooseStyleSelect, stylizeMenu } from './commands/menu-stylize.js';
import { ownStylesPageButton, presetCommand } from './commands/preset.js';
import { forgetButton, privacyCommand } from './commands/privacy.js';
import { queueCommand } from './commands/queue.js';
import { settingsCommand } from './commands/settings.js';
import { showButton } from './commands/show.js';
import { stylesCommand, stylesPageButton } from './commands/styles.js';
import { stylizeCommand } from './commands/stylize.js';
import { variationButtons } from './commands/vary.js';
import type { BotContext } from './context.js';
import { describeError } from './discord-errors.js';
import { forgetGuild, forgetGuildsLeft } from './guilds-left.js';
import { inviteLink } from './invite.js';
import { Janitor } from './janitor.js';
import { watchLoop } from './loop-delay.js';
import { ProgressFeed } from './progress.js';
import { followCommands } from './registration.js';
import { createRouter } from './router.js';
import { Thumbnails } from './thumbnails.js';
import { Turnstile } from './turnstile.js';

export interface BotParts {
  readonly config: Config;
  readonly store: JobStore;
  readonly records: Records;
  readonly blobs: BlobStore;
  readonly presets: Presets;
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
  const { config, store, records, log } = parts;
  const { token, api } = config.discord;
  if (token === null) throw new AppError('DISCORD_TOKEN_MISSING');

  const client = createClient({ api, log });
  const turns = new Turnstile();
  const feed = new ProgressFeed({
    ...parts,
    rest: client.rest,
    turns,
    intervalMs: config.progressMs,
    maxSize: config.limits.maxSize,
  });
  const { pictureDays, historyDays } = config.limits;
  const janitor = new Janitor({ ...parts, rest: client.rest, pictureDays, historyDays });
  const context: BotContext = { ...parts, feed, thumbnails: new Thumbnails(parts.blobs), turns, signal };
  const commands = [
    stylizeCommand(context),
    stylesCommand(context),
    historyCommand(context),
    queueCommand(context),
    settingsCommand(context),
    presetCommand(context),
    privacyCommand(context),
    helpCommand(),
    aboutCommand(),
  ];
  const menus = [stylizeMenu(context)];
  const router = createRouter({
    commands,
    menus,
    buttons: [
      cancelButtonPress(context),
      showButton(context),
      ...variationButtons(context),
      compareButton(context),
      deleteButton(context),
      stylesPageButton(context),
      ownStylesPageButton(context),
      choosePageButton(context),
      historyPageButton(context),
      historyDeleteButton(context),
      forgetButton(context),
    ],
    selects: [chooseStyleSelect(context), historyFilterSelect(context), historyOpenSelect(context)],
    records,
    turns,
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
  // Not an outage: somebody has removed the bot.
  client.on(Events.GuildDelete, ({ id }) => void forgetGuild(id, context));

  const sweep = setInterval(() => {
    store
      .expireTokens()
      .catch((error: unknown) => log.error({ error: describeError(error) }, 'could not clear old tokens'));
  }, TOKEN_SWEEP_MS);
  try {
    // Read before anything new can be promised.
    const owed = await records.openDeferrals();
    const ready = await Promise.race([login(client, token, api), aborted(signal)]);
    if (ready === undefined) return;
    log.info({ user: ready.user.tag, guilds: ready.guilds.cache.size }, 'logged in');
    await forgetGuildsLeft(ready, context);
    log.info({ invite: inviteLink(ready.application.id) }, 'invite the bot with this address');
    await store.expireTokens();
    await answerOwed(owed, { rest: client.rest, records, log });
    await feed.start();
    janitor.start();
    await followCommands(ready, () => [...commands, ...menus].map(({ definition }) => definition), {
      api,
      store,
      log,
      signal,
    });
    log.info('ready');
    const loopDelay = watchLoop();
    await Promise.race([shutOut, aborted(signal)]);
    log.debug(loopDelay(), 'event loop delay in milliseconds');
  } finally {
    clearInterval(sweep);
    client.off(Events.InteractionCreate, onInteraction);
    await Promise.race([Promise.all(answering), sleep(FAREWELL_MS, undefined, { ref: false })]);
    await janitor.stop();
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
