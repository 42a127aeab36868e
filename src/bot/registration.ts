import { createHash } from 'node:crypto';
import type { Client, RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import type { JobStore } from '../jobs/store.js';
import type { Log } from '../logger.js';
import { describeError } from './discord-errors.js';

/** How often to look whether the commands are still what was registered. */
const LOOK_MS = 2000;

type Definitions = readonly RESTPostAPIApplicationCommandsJSONBody[];

export interface RegistrationOptions {
  readonly api: string;
  readonly store: JobStore;
  readonly log: Log;
}

/**
 * Registers the commands with Discord, and again whenever they become others: what they offer can depend on the presets,
 * which may change at any time. Settles when they are registered first; goes on until the signal aborts.
 */
export async function followCommands(
  client: Client<true>,
  definitions: () => Definitions,
  options: RegistrationOptions & { readonly signal: AbortSignal; readonly lookMs?: number },
): Promise<void> {
  const { log, signal, lookMs = LOOK_MS } = options;
  let tried = '';
  const register = async (): Promise<void> => {
    const now = definitions();
    const digest = digestOf(now);
    if (digest === tried) return;
    tried = digest;
    await registerCommands(client, { definitions: now, digest }, options).catch((error: unknown) => {
      // What was registered before still works; the next start or change tries again.
      log.error({ error: describeError(error) }, 'the commands could not be registered');
    });
  };
  await register();
  const looking = setInterval(() => void register(), lookMs);
  signal.addEventListener('abort', () => clearInterval(looking), { once: true });
}

/**
 * Registers the commands with Discord, if they are not what was registered last. Kept per application and per
 * REST base, so that a bot that played against the loopback Discord still registers with the real one.
 */
async function registerCommands(
  client: Client<true>,
  { definitions, digest }: { readonly definitions: Definitions; readonly digest: string },
  options: RegistrationOptions,
): Promise<void> {
  const { api, store, log } = options;
  const { application } = client;
  const fact = `discord-commands:${application.id}@${api}`;
  if ((await store.getFact(fact)) === digest && (await sameNames(client, definitions))) {
    log.debug({ commands: definitions.length }, 'commands are registered already');
    return;
  }
  await application.commands.set(definitions);
  await store.setFact(fact, digest);
  log.info({ commands: definitions.map(({ name }) => name) }, 'registered the commands');
}

function digestOf(definitions: Definitions): string {
  return createHash('sha256').update(JSON.stringify(definitions)).digest('hex');
}

/** What is there may have been taken away by other means than ours: the portal, or a loopback Discord that is new. */
async function sameNames(
  { application }: Client<true>,
  definitions: readonly { readonly name: string }[],
): Promise<boolean> {
  const there = new Set((await application.commands.fetch()).map(({ name }) => name));
  return there.size === definitions.length && definitions.every(({ name }) => there.has(name));
}
