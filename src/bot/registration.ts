import { createHash } from 'node:crypto';
import type { Client, RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import type { JobStore } from '../jobs/store.js';
import type { Log } from '../logger.js';

/**
 * Registers the commands with Discord, if they are not what was registered last. Kept per application and per
 * REST base, so that a bot that played against the loopback Discord still registers with the real one.
 */
export async function registerCommands(
  client: Client<true>,
  definitions: readonly RESTPostAPIApplicationCommandsJSONBody[],
  options: { readonly api: string; readonly store: JobStore; readonly log: Log },
): Promise<void> {
  const { api, store, log } = options;
  const { application } = client;
  const fact = `discord-commands:${application.id}@${api}`;
  const digest = createHash('sha256').update(JSON.stringify(definitions)).digest('hex');
  if ((await store.getFact(fact)) === digest && (await sameNames(client, definitions))) {
    log.debug({ commands: definitions.length }, 'commands are registered already');
    return;
  }
  await application.commands.set(definitions);
  await store.setFact(fact, digest);
  log.info({ commands: definitions.map(({ name }) => name) }, 'registered the commands');
}

/** What is there may have been taken away by other means than ours: the portal, or a loopback Discord that is new. */
async function sameNames(
  { application }: Client<true>,
  definitions: readonly { readonly name: string }[],
): Promise<boolean> {
  const there = new Set((await application.commands.fetch()).map(({ name }) => name));
  return there.size === definitions.length && definitions.every(({ name }) => there.has(name));
}
