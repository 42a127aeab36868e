import type { Services } from '../services.js';
import { wireGuildCreate, wireRole } from '../wire/places.js';
import type { Guild, Role } from '../world/world.js';
import { HumanError } from './human-error.js';
import { personNamed } from './lookup.js';

/** Who is in a server, and with which roles: what its managers do in Discord's own client. */

/** Somebody new, a member of every server where the bot is one. */
export function addPerson(services: Services, username: string): void {
  const { world, ids, now } = services;
  if ([...world.users.values()].some((user) => user.username === username)) {
    throw new HumanError(`There is a user “${username}” already.`);
  }
  const id = ids.next();
  world.users.set(id, {
    id,
    username,
    globalName: username,
    bot: false,
    locale: 'en-US',
    acceptsDirectMessages: true,
    installedApp: true,
  });
  const joinedAt = new Date(now()).toISOString();
  for (const guild of world.guilds.values()) {
    if (guild.members.has(world.application.botId))
      guild.members.set(id, { userId: id, roles: [], joinedAt });
  }
}

/** Gives a member a role, or takes it; the role is made where there is none of that name. */
export function setRole(
  services: Services,
  input: { readonly guild: string; readonly user: string; readonly role: string; readonly held: boolean },
): void {
  const { world } = services;
  const guild = guildNamed(services, input.guild);
  const member = guild.members.get(personNamed(world, input.user).id);
  if (member === undefined) throw new HumanError(`${input.user} is not in ${guild.name}.`, 404);
  const role = guild.roles.find(({ name }) => name === input.role) ?? makeRole(services, guild, input.role);
  const others = member.roles.filter((id) => id !== role.id);
  guild.members.set(member.userId, { ...member, roles: input.held ? [...others, role.id] : others });
}

/** Removes the bot from a server, or takes it in again. */
export function setBotMember(
  services: Services,
  input: { readonly guild: string; readonly member: boolean },
): void {
  const { world, gateway, now } = services;
  const { botId } = world.application;
  const guild = guildNamed(services, input.guild);
  if (guild.members.has(botId) === input.member) return;
  if (!input.member) {
    guild.members.delete(botId);
    // `unavailable` left out: this is no outage.
    gateway.dispatch('GUILD_DELETE', { id: guild.id }, { guilds: true });
    return;
  }
  guild.members.set(botId, { userId: botId, roles: [], joinedAt: new Date(now()).toISOString() });
  gateway.dispatch('GUILD_CREATE', wireGuildCreate(world, guild), { guilds: true });
}

function makeRole({ ids, gateway }: Services, guild: Guild, name: string): Role {
  const role = { id: ids.next(), name, permissions: 0n, position: guild.roles.length, managed: false };
  guild.roles.push(role);
  gateway.dispatch('GUILD_ROLE_CREATE', { guild_id: guild.id, role: wireRole(role) }, { guilds: true });
  return role;
}

function guildNamed({ world }: Services, nameOrId: string): Guild {
  for (const guild of world.guilds.values()) {
    if (guild.id === nameOrId || guild.name === nameOrId) return guild;
  }
  throw new HumanError(`There is no server “${nameOrId}”.`, 404);
}
