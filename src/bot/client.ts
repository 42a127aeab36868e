import {
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  Options,
  RESTEvents,
} from 'discord.js';
import { AppError } from '../errors.js';
import type { Log } from '../logger.js';
import { describeError, isNetworkError } from './discord-errors.js';

/** A discord.js client that sees no messages and no members: the bot only answers interactions. */
export function createClient(options: { readonly api: string; readonly log: Log }): Client {
  const { api, log } = options;
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { api },
    allowedMentions: { parse: [] },
    // Nothing is ever read back: what a message shows is in the jobs table.
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
  });
  client.on(Events.Error, (error) =>
    log.error({ error: describeError(error) }, 'discord.js reports an error'),
  );
  client.on(Events.Warn, (message) => log.warn(message));
  client.on(Events.ShardReconnecting, (shard) =>
    log.info({ shard }, 'the gateway dropped; connecting again'),
  );
  client.on(Events.ShardResume, (shard, replayed) =>
    log.info({ shard, replayed }, 'the gateway session goes on'),
  );
  client.on(Events.ShardError, (error, shard) =>
    log.warn({ shard, error: describeError(error) }, 'the gateway connection failed'),
  );
  // The route is generalised; every other fact of the event may hold an interaction token.
  client.rest.on(RESTEvents.RateLimited, ({ route, timeToReset, global }) =>
    log.debug({ route, waitMs: timeToReset, global }, 'waiting for a rate limit'),
  );
  client.rest.on(RESTEvents.InvalidRequestWarning, ({ count }) =>
    log.warn({ count }, 'many requests were refused; Discord blocks who goes on like this'),
  );
  return client;
}

/** Logs in and waits until the bot is ready. Throws DISCORD_TOKEN_INVALID or DISCORD_LOGIN, with what to do about it. */
export async function login(client: Client, token: string, api: string): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  try {
    await client.login(token);
  } catch (error) {
    if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) {
      throw new AppError('DISCORD_TOKEN_INVALID', {}, { cause: error });
    }
    throw new AppError('DISCORD_LOGIN', { problem: loginProblem(error, api) }, { cause: error });
  }
  return ready;
}

function loginProblem(error: unknown, api: string): string {
  if (isNetworkError(error))
    return `${api} cannot be reached. Check this machine’s network, and DISCORD_API.`;
  // discord.js's own messages here name no secrets: "Used disallowed intents", "Not enough sessions remaining".
  return error instanceof Error ? error.message : String(error);
}
