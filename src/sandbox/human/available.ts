import type { CommandInput } from '../api.js';
import { contextOf } from '../interactions/payload.js';
import type { Services } from '../services.js';
import { PERMISSIONS, permissionsIn } from '../world/permissions.js';
import { botIsPresent, type Channel, type Command, guildOf, type User, type World } from '../world/world.js';
import { HumanError } from './human-error.js';

/** The command that this person would find under that name in that place. */
export function commandFor(services: Services, user: User, channel: Channel, input: CommandInput): Command {
  const { world } = services;
  const wantsTarget = input.target !== undefined;
  const named = [...world.commands.values()].filter(
    (command) => command.name === input.name && (command.type !== 1) === wantsTarget,
  );
  const command =
    named.find((candidate) => candidate.guildId !== null && candidate.guildId === channel.guildId) ??
    named.find((candidate) => candidate.guildId === null);
  if (command === undefined) {
    const names = [...world.commands.values()].map((candidate) => candidate.name);
    throw new HumanError(
      `There is no ${wantsTarget ? 'menu command' : 'command'} “${input.name}”. ` +
        (names.length === 0 ? 'The bot has registered none yet.' : `There are: ${names.join(', ')}.`),
      404,
    );
  }
  const reason = reasonAgainst(world, user, channel, command);
  if (reason !== null) throw new HumanError(`/${command.name} cannot be used here: ${reason}.`, 403);
  return command;
}

/** All commands that Discord's client would offer this person in this place, in the order the bot gave them. */
export function availableCommands(world: World, user: User, channel: Channel): Command[] {
  return [...world.commands.values()]
    .filter(({ guildId }) => guildId === null || guildId === channel.guildId)
    .filter((command) => reasonAgainst(world, user, channel, command) === null);
}

/** Why a command cannot be used; null when it can. */
function reasonAgainst(world: World, user: User, channel: Channel, command: Command): string | null {
  const contexts = command.definition.contexts;
  const integrations = command.definition.integration_types;
  const context = contextOf(world, channel);
  if (Array.isArray(contexts) && !contexts.includes(context))
    return `its contexts are ${contexts.join(', ')}`;
  const kinds = Array.isArray(integrations) ? integrations : [0];
  const asGuildApp = botIsPresent(world, channel) && kinds.includes(0);
  const asUserApp = user.installedApp && kinds.includes(1);
  if (!asGuildApp && !asUserApp && context !== 1) return 'the app is not installed for this place';
  if (command.definition.nsfw === true && !channel.nsfw) return 'it is for age-restricted channels';
  const guild = guildOf(world, channel);
  if (guild === null) return null;
  const bits = permissionsIn(guild, channel, user.id);
  if (!(bits & PERMISSIONS.USE_APPLICATION_COMMANDS)) return `${user.username} may not use commands`;
  const wanted = command.definition.default_member_permissions;
  if (typeof wanted === 'string' && (bits & BigInt(wanted)) !== BigInt(wanted)) {
    return `${user.username} lacks the permissions it asks for`;
  }
  return null;
}
