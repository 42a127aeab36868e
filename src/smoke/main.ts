import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { type Client, DiscordAPIError, RESTJSONErrorCodes, Routes } from 'discord.js';
import { createClient, login } from '../bot/client.js';
import { type Config, loadConfig } from '../config.js';
import { enter } from '../entry.js';
import { AppError } from '../errors.js';
import { openJobStore } from '../jobs/sqlite-store.js';
import { createLogger } from '../logger.js';
import { ask } from './ask.js';
import { Checklist } from './checklist.js';
import { checkApplication, checkChannel } from './checks.js';
import { guide } from './guide.js';
import { chooseChannel, chooseGuild } from './place.js';
import { LoggingProgram } from './programs.js';

interface Options {
  readonly guild?: string;
  readonly channel?: string;
  readonly patience: number;
  readonly person: boolean;
}

const START_MS = 60_000;

const program = new Command('smoke:discord')
  .description(
    'Tries the bot on a real server with your token, from DISCORD_TOKEN or .env, or asked for without showing it. ' +
      'Looks at what a program can see, then asks you to do what only a person can, and ticks each thing off when the ' +
      'bot sees it. Works in a data folder of its own and removes what it made. Stop the bot you run with the same ' +
      'token meanwhile: Discord would tell both of everything.',
  )
  .option('--guild <name>', 'the server to try in, by name or id; where there are several')
  .option('--channel <name>', 'the text channel, by name or id')
  .option('--patience <seconds>', 'how long to wait for each thing that you do', readSeconds, 300)
  .option('--no-person', 'only what a program can see')
  .parse();

await enter(async (environment) => {
  const list = new Checklist((line) => process.stdout.write(`${line}\n`));
  const options = program.opts<Options>();
  const token = (environment.DISCORD_TOKEN || (await ask('DISCORD_TOKEN: ', { hidden: true }))) ?? '';
  if (token === '') throw new AppError('DISCORD_TOKEN_MISSING');
  const data = await mkdtemp(join(tmpdir(), 'gramarye-smoke-'));
  // Small pictures and a log that can be read; everything else as the host has set it.
  const settings = {
    ...environment,
    DISCORD_TOKEN: token,
    DATA_DIR: data,
    DEFAULT_SIZE: '256',
    LOG_LEVEL: 'debug',
    LOG_FORMAT: 'json',
  };
  try {
    const config = loadConfig(settings);
    await look(config, settings, options, list);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
  process.stdout.write(`\n${list.summary()}\n`);
  process.exit(list.failed ? 1 : 0);
});

async function look(
  config: Config,
  settings: NodeJS.ProcessEnv,
  options: Options,
  list: Checklist,
): Promise<void> {
  const { token, api } = config.discord;
  const log = createLogger({ name: 'smoke', level: 'error', format: 'json' });
  const client = createClient({ api, log });
  try {
    // A token or an intent that is refused ends it all, with the sentence of the error table.
    const ready = await login(client, token ?? '', api);
    list.tick('ok', 'the token and the intents are accepted', `as ${ready.user.tag}`);
    await checkApplication(ready, list);
    const guild = await list.check(
      'the bot is in the server',
      () => chooseGuild(ready, options.guild ?? null),
      ({ name }) => name,
    );
    if (guild === null) return;
    const channel = await list.check(
      'it sees the channel',
      () => chooseChannel(guild, options.channel ?? null),
      ({ name }) => `#${name}`,
    );
    if (channel === null) return;
    await checkChannel(channel, list);
    const had = await ready.application.commands.fetch();
    const place = { guildId: guild.id, channel: channel.name };
    await tryCommands(config, settings, options, place, list);
    if (had.size === 0) await ready.application.commands.set([]);
    await cleanUp(ready, config, list);
  } finally {
    await client.destroy();
  }
}

/** The real bot and a real engine, in a folder of their own, with the owner as their first user. */
async function tryCommands(
  config: Config,
  settings: NodeJS.ProcessEnv,
  options: Options,
  place: { readonly guildId: string; readonly channel: string },
  list: Checklist,
): Promise<void> {
  const bot = new LoggingProgram('bot', settings);
  const engine = options.person ? new LoggingProgram('engine', settings) : null;
  try {
    const started = await list.check('the commands are registered', () => begun(bot));
    if (started === null || engine === null) return;
    const store = openJobStore(config.paths.database, { clock: Date.now });
    try {
      await guide({ store, bot, list, ...place, patienceMs: options.patience * 1000 });
    } finally {
      await store.close();
    }
  } finally {
    await Promise.all([bot.end(), engine?.end()]);
  }
}

async function begun(bot: LoggingProgram): Promise<true> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const said = (words: string) => bot.lines.find(({ msg }) => msg === words);
    if (said('the commands could not be registered') !== undefined) throw new Error('Discord refused them');
    if (said('ready') !== undefined) return true;
    if (bot.ended) throw new Error(`the bot did not start. ${bot.complaint.trim()}`);
    if (Date.now() > deadline) throw new Error('the bot did not start in time');
    await sleep(100);
  }
}

/** Deletes the messages that pictures were shown in. */
async function cleanUp(client: Client<true>, config: Config, list: Checklist): Promise<void> {
  const store = openJobStore(config.paths.database, { clock: Date.now });
  try {
    const jobs = await store.changedSince(0);
    await list.check('what was made is removed again', async () => {
      for (const { origin } of jobs) {
        if (origin?.messageId == null || !origin.botCanEdit) continue;
        await client.rest.delete(Routes.channelMessage(origin.channelId, origin.messageId)).catch(unlessGone);
      }
    });
  } finally {
    await store.close();
  }
}

/** Its owner may have deleted it already. */
function unlessGone(error: unknown): void {
  if (error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMessage) return;
  throw error;
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0) throw new InvalidArgumentError('A number of seconds.');
  return seconds;
}
