import { z } from 'zod';
import { readForm, snowflake } from '../forms/form.js';
import type { Services } from '../services.js';
import { wireChannel, wireGuild } from '../wire/places.js';
import { wireApplication, wireSelf, wireUser } from '../wire/users.js';
import { openDirectChannel, userOf } from '../world/world.js';
import { LIMITS } from './rate-limits.js';
import { restError } from './rest-error.js';
import { ok, type Route, route } from './router.js';

/** Who the bot is, how it reaches the gateway, whom it may write to, and the servers it is in. */
export function accountRoutes(services: Services): Route[] {
  const { world } = services;
  const read = { auth: 'bot', limit: LIMITS.read } as const;
  const application = () => ok(wireApplication(world));
  const guildHere = (id: string) => {
    const guild = world.guilds.get(id);
    if (guild === undefined || !guild.members.has(world.application.botId)) throw restError(10004);
    return guild;
  };
  return [
    route('GET', '/gateway', { auth: 'none', limit: null }, () => ok({ url: services.gateway.url })),
    route('GET', '/gateway/bot', read, () =>
      ok({
        url: services.gateway.url,
        shards: 1,
        session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
      }),
    ),
    route('GET', '/users/@me', read, () => ok(wireSelf(userOf(world, world.application.botId)))),
    route('GET', '/applications/@me', read, application),
    route('GET', '/oauth2/applications/@me', read, application),
    route('POST', '/users/@me/channels', { auth: 'bot', limit: LIMITS.openDirectMessage }, ({ body }) => {
      const { recipient_id: recipient } = readForm(z.object({ recipient_id: snowflake }), body);
      if (!world.users.has(recipient)) throw restError(10013);
      if (userOf(world, recipient).bot) throw restError(50007);
      return ok(wireChannel(world, openDirectChannel(world, recipient, services.ids.next())));
    }),
    route('GET', '/users/{user_id}', read, ({ params }) => {
      const user = world.users.get(params.user_id);
      if (user === undefined) throw restError(10013);
      return ok(wireUser(user));
    }),
    route('GET', '/guilds/{guild_id}', read, ({ params }) => ok(wireGuild(guildHere(params.guild_id)))),
    route('GET', '/guilds/{guild_id}/channels', read, ({ params }) => {
      const guild = guildHere(params.guild_id);
      return ok(
        [...world.channels.values()]
          .filter((channel) => channel.guildId === guild.id)
          .map((channel) => wireChannel(world, channel)),
      );
    }),
  ];
}
