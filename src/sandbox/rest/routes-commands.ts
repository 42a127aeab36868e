import { type CommandForm, commandForm, commandListForm } from '../forms/commands.js';
import { readForm } from '../forms/form.js';
import type { Services } from '../services.js';
import type { Command } from '../world/world.js';
import { LIMITS } from './rate-limits.js';
import { restError } from './rest-error.js';
import { noContent, ok, type Reply, type Route, route } from './router.js';

/** The application's commands, everywhere and for one server: list, write all, write one, remove one. */
export function commandRoutes(services: Services): Route[] {
  const { world, changes, ids } = services;
  const options = { auth: 'bot', limit: LIMITS.commands } as const;

  const mine = (applicationId: string) => {
    if (applicationId !== world.application.id) throw restError(50001);
  };
  const inGuild = (guildId: string): string => {
    if (!world.guilds.get(guildId)?.members.has(world.application.botId)) throw restError(50001);
    return guildId;
  };
  const listed = (guildId: string | null) =>
    [...world.commands.values()].filter((command) => command.guildId === guildId);
  const wire = (command: Command) => ({ ...command.definition, id: command.id, version: command.version });
  const changed = () => {
    world.registrations++;
    changes.push({ op: 'commands' });
  };

  /** Stores a command; one of the same name and kind is replaced and keeps its id. */
  const put = (form: CommandForm, guildId: string | null, earlier: readonly Command[]): Command => {
    const type = (form.type ?? 1) as Command['type'];
    const before = earlier.find((command) => command.name === form.name && command.type === type);
    const command: Command = {
      id: before?.id ?? ids.next(),
      version: ids.next(),
      guildId,
      type,
      name: form.name,
      definition: definitionOf(form, world.application.id, guildId),
    };
    world.commands.set(command.id, command);
    return command;
  };
  const replaceAll = (body: unknown, guildId: string | null): Reply => {
    const forms = readForm(commandListForm, body ?? []);
    const earlier = listed(guildId);
    for (const command of earlier) world.commands.delete(command.id);
    const stored = forms.map((form) => put(form, guildId, earlier));
    changed();
    return ok(stored.map(wire));
  };
  const createOne = (body: unknown, guildId: string | null): Reply => {
    const form = readForm(commandForm, body);
    const earlier = listed(guildId);
    const known = new Set(earlier.map((command) => command.id));
    const command = put(form, guildId, earlier);
    changed();
    return { status: known.has(command.id) ? 200 : 201, body: wire(command) };
  };
  const one = (id: string, guildId: string | null): Command => {
    const command = world.commands.get(id);
    if (command === undefined || command.guildId !== guildId) throw restError(10063);
    return command;
  };
  const remove = (id: string, guildId: string | null): Reply => {
    world.commands.delete(one(id, guildId).id);
    changed();
    return noContent;
  };

  const base = '/applications/{application_id}/commands' as const;
  const guildBase = '/applications/{application_id}/guilds/{guild_id}/commands' as const;
  return [
    route('GET', base, options, ({ params }) => {
      mine(params.application_id);
      return ok(listed(null).map(wire));
    }),
    route('PUT', base, options, ({ params, body }) => {
      mine(params.application_id);
      return replaceAll(body, null);
    }),
    route('POST', base, options, ({ params, body }) => {
      mine(params.application_id);
      return createOne(body, null);
    }),
    route('GET', `${base}/{command_id}`, options, ({ params }) => {
      mine(params.application_id);
      return ok(wire(one(params.command_id, null)));
    }),
    route('DELETE', `${base}/{command_id}`, options, ({ params }) => {
      mine(params.application_id);
      return remove(params.command_id, null);
    }),
    route('GET', guildBase, options, ({ params }) => {
      mine(params.application_id);
      return ok(listed(inGuild(params.guild_id)).map(wire));
    }),
    route('PUT', guildBase, options, ({ params, body }) => {
      mine(params.application_id);
      return replaceAll(body, inGuild(params.guild_id));
    }),
    route('POST', guildBase, options, ({ params, body }) => {
      mine(params.application_id);
      return createOne(body, inGuild(params.guild_id));
    }),
    route('DELETE', `${guildBase}/{command_id}`, options, ({ params }) => {
      mine(params.application_id);
      return remove(params.command_id, inGuild(params.guild_id));
    }),
  ];
}

/** A command as Discord would answer it, with what it fills in for fields left out. */
function definitionOf(
  form: CommandForm,
  applicationId: string,
  guildId: string | null,
): Record<string, unknown> {
  const { id: _id, ...rest } = form;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null));
  const permissions = form.default_member_permissions;
  return {
    dm_permission: true,
    contexts: guildId === null ? null : [0],
    integration_types: [0],
    nsfw: false,
    description: '',
    ...given,
    default_member_permissions: permissions == null ? null : String(permissions),
    type: form.type ?? 1,
    application_id: applicationId,
    ...(guildId === null ? {} : { guild_id: guildId }),
  };
}
