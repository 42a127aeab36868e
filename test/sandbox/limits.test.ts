import { request } from 'node:http';
import { ChannelType, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { codeOf, openScene, png, type Scene } from './scene.js';

async function channelId({ client }: Scene, name: string): Promise<string> {
  return (await client.state()).channels.find((channel) => channel.name === name)?.id ?? '';
}

describe('rate limits', () => {
  it('tell discord.js how many are left, so that it waits by itself and nothing fails', async () => {
    const scene = await openScene();
    const studio = await channelId(scene, 'studio');
    const started = Date.now();
    await Promise.all(
      Array.from({ length: 7 }, (_, index) =>
        scene.bot.client.rest.post(Routes.channelMessages(studio), { body: { content: `${index}` } }),
      ),
    );
    // Five at once, and two after the window of five seconds.
    expect(Date.now() - started).toBeGreaterThan(4000);
    const sent = (await scene.client.requests()).filter((entry) => entry.method === 'POST');
    expect(sent.map((entry) => entry.status)).toEqual(Array(7).fill(200));
    expect((await scene.ada.messages('studio')).map((message) => message.text)).toEqual('0123456'.split(''));
  });

  it('refuse who does not listen, with headers and Retry-After', async () => {
    const scene = await openScene();
    const studio = await channelId(scene, 'studio');
    const gallery = await channelId(scene, 'gallery');
    const { DISCORD_API: api, DISCORD_TOKEN: token } = scene.sandbox.settings;
    const send = (channel: string) =>
      fetch(`${api}/v10${Routes.channelMessages(channel)}`, {
        method: 'POST',
        headers: { Authorization: `Bot ${token}`, 'Content-Type': 'application/json' },
        body: '{"content":"x"}',
      });
    const answers: Response[] = [];
    for (let count = 0; count < 6; count++) answers.push(await send(studio));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[0]?.headers.get('x-ratelimit-limit')).toBe('5');
    expect(answers[0]?.headers.get('x-ratelimit-remaining')).toBe('4');
    const last = answers[5];
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last?.headers.get('x-ratelimit-scope')).toBe('user');
    expect(await last?.json()).toMatchObject({ message: 'You are being rate limited.', global: false });
    // Another channel is another bucket.
    expect((await send(gallery)).status).toBe(200);
  });
});

describe('messages older than an hour', () => {
  it('can be edited a few times only (30046), by the bot’s rights, all of a channel together', async () => {
    const scene = await openScene();
    const studio = await channelId(scene, 'studio');
    const gallery = await channelId(scene, 'gallery');
    const { DISCORD_API: api, DISCORD_TOKEN: token } = scene.sandbox.settings;
    const ask = (method: string, path: string) =>
      fetch(`${api}/v10${path}`, {
        method,
        headers: { Authorization: `Bot ${token}`, 'Content-Type': 'application/json' },
        body: '{"content":"x"}',
      });
    const post = async (channel: string, ageMs: number) => {
      const { id } = (await (await ask('POST', Routes.channelMessages(channel))).json()) as { id: string };
      await scene.client.control.passTime({ messageId: id, ms: ageMs });
      return Routes.channelMessage(channel, id);
    };
    const HOUR_MS = 60 * 60_000;
    const [one, two] = [await post(studio, HOUR_MS + 1), await post(studio, HOUR_MS + 1)];
    const young = await post(studio, HOUR_MS - 60_000);
    const elsewhere = await post(gallery, HOUR_MS + 1);
    for (const path of [one, two, one]) expect((await ask('PATCH', path)).status).toBe(200);
    const refused = await ask('PATCH', two);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toEqual({
      code: 30046,
      message: 'Maximum number of edits to messages older than 1 hour reached. Try again later',
      retry_after: expect.any(Number),
      global: false,
    });
    for (const path of [young, elsewhere]) expect((await ask('PATCH', path)).status).toBe(200);
  });
});

describe('injected faults', () => {
  it('meet as many requests as they say, and discord.js recovers from 429 and 500', async () => {
    const { ada, client, bot } = await openScene({
      onCommand: {
        go: async (interaction) => {
          await interaction.deferReply();
          await interaction.editReply('there');
        },
      },
    });
    await client.control.failNext({
      method: 'PATCH',
      route: 'messages/@original',
      status: 429,
      retryAfter: 0.2,
    });
    await client.control.failNext({ method: 'PATCH', route: 'messages/@original', status: 500 });
    expect((await (await ada.command({ channel: 'studio', name: 'go' })).message()).text).toBe('there');
    const patches = (await client.requests()).filter((entry) => entry.method === 'PATCH');
    expect(patches.map((entry) => [entry.status, entry.injected])).toEqual([
      [429, true],
      [500, true],
      [200, false],
    ]);
    expect(bot.errors).toEqual([]);
  });

  it('give any code, delay, and cut connections', async () => {
    const scene = await openScene();
    const { rest } = scene.bot.client;
    const studio = await channelId(scene, 'studio');
    await scene.client.control.failNext({ route: '/channels/{channel_id}', code: 50001 });
    expect(await codeOf(rest.get(Routes.channel(studio)))).toBe(50001);
    await scene.client.control.failNext({ route: '/channels/{channel_id}', delay: 300 });
    const started = Date.now();
    await rest.get(Routes.channel(studio));
    expect(Date.now() - started).toBeGreaterThanOrEqual(290);
    // discord.js tries once more after a cut connection.
    await scene.client.control.failNext({ route: '/channels/{channel_id}', status: 0 });
    expect(await rest.get(Routes.channel(studio))).toMatchObject({ id: studio });
    await scene.client.control.failNext({ route: '/channels/{channel_id}', code: 10003, times: 5 });
    await scene.client.control.clearFaults();
    expect(await rest.get(Routes.channel(studio))).toMatchObject({ id: studio });
  });
});

describe('uploads', () => {
  it('are refused above the limit that the interaction names (40005), and a smaller one is taken', async () => {
    const limits: number[] = [];
    const { ada, client, bot } = await openScene({
      onCommand: {
        go: async (interaction) => {
          limits.push(interaction.attachmentSizeLimit);
          await interaction.deferReply();
          const send = (size: number) =>
            interaction.editReply({ files: [{ attachment: Buffer.alloc(size), name: 'a.bin' }] });
          expect(await codeOf(send(2001))).toBe(40005);
          await send(2000);
        },
      },
    });
    await client.control.setAttachmentLimit(2000);
    const message = await (await ada.command({ channel: 'studio', name: 'go' })).message();
    expect(message.pictures).toMatchObject([{ filename: 'a.bin', size: 2000 }]);
    expect(limits).toEqual([2000]);
    expect(bot.errors).toEqual([]);
    const refused = (await client.requests()).find((entry) => entry.status === 413);
    expect(refused?.files).toEqual([{ field: 'files[0]', filename: 'a.bin', size: 2001 }]);
  });

  it('live at signed addresses that expire and cannot be forged', async () => {
    const picture = await png();
    const { ada, client } = await openScene();
    const message = await ada.post({ channel: 'general', files: [{ name: 'a.png', bytes: picture }] });
    const url = new URL(message.pictures[0]?.url ?? '');
    expect([...url.searchParams.keys()]).toEqual(['ex', 'is', 'hm']);
    expect(url.search.endsWith('&')).toBe(true);
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(picture);
    const proxied = (message.raw.attachments as { proxy_url: string }[])[0]?.proxy_url ?? '';
    expect(await client.download(proxied)).toEqual(picture);

    for (const [key, value] of [
      ['ex', 'ffffffff'],
      ['hm', '00'],
    ] as const) {
      const forged = new URL(url);
      forged.searchParams.set(key, value);
      await expect(client.download(forged.href)).rejects.toThrow('This content is no longer available.');
    }
    await client.control.passTime({ messageId: message.id, ms: 24 * 3600_000 + 2000 });
    await expect(client.download(url.href)).rejects.toThrow('This content is no longer available.');
  });
});

describe('permissions', () => {
  it('are asked for each thing a bot does in a channel', async () => {
    const picture = await png();
    const scene = await openScene({ onCommand: { go: (interaction) => interaction.reply('hello') } });
    const { client, ada, bot } = scene;
    const { rest } = bot.client;
    const studio = await channelId(scene, 'studio');
    const send = (body: object, files: { name: string; data: Buffer }[] = []) =>
      codeOf(rest.post(Routes.channelMessages(studio), { body, files }));
    const message = await (await ada.command({ channel: 'studio', name: 'go' })).message();

    await client.control.setPermissions({ channel: 'studio', deny: ['ATTACH_FILES', 'EMBED_LINKS'] });
    expect(await send({ content: 'x' }, [{ name: 'a.png', data: picture }])).toBe(50013);
    expect(await send({ embeds: [{ title: 'x' }] })).toBe(50013);
    expect(await send({ content: 'x' })).toBe('no error');
    await client.control.setPermissions({
      channel: 'studio',
      deny: ['SEND_MESSAGES', 'READ_MESSAGE_HISTORY'],
    });
    expect(await send({ content: 'x' })).toBe(50013);
    expect(await codeOf(rest.get(Routes.channelMessage(studio, message.id)))).toBe(50013);
    await client.control.setPermissions({ channel: 'studio', deny: ['VIEW_CHANNEL'] });
    expect(await codeOf(rest.get(Routes.channel(studio)))).toBe(50001);
    expect(await send({ content: 'x' })).toBe(50001);
    const edit = rest.patch(Routes.channelMessage(studio, message.id), { body: { content: 'x' } });
    expect(await codeOf(edit)).toBe(50001);
    // An answer to an interaction needs none of them, and the interaction says what the bot lacks.
    const run = await ada.command({ channel: 'studio', name: 'go' });
    expect((await run.message()).text).toBe('hello');
  });

  it('tell in an interaction what the bot may do there', async () => {
    const lacks: boolean[] = [];
    const { ada, client } = await openScene({
      onCommand: {
        go: async (interaction) => {
          lacks.push(interaction.appPermissions.has('AttachFiles'));
          await interaction.reply('ok');
        },
      },
    });
    await (await ada.command({ channel: 'studio', name: 'go' })).message();
    await client.control.setPermissions({ channel: 'studio', deny: ['ATTACH_FILES'] });
    await (await ada.command({ channel: 'studio', name: 'go' })).message();
    expect(lacks).toEqual([true, false]);
  });

  it('let a bot delete others’ messages only with MANAGE_MESSAGES, and never in direct messages', async () => {
    const scene = await openScene();
    const { rest } = scene.bot.client;
    const mine = await scene.ben.post({ channel: 'general', content: 'mine' });
    await scene.client.control.setPermissions({ channel: 'general', deny: ['MANAGE_MESSAGES'] });
    expect(await codeOf(rest.delete(Routes.channelMessage(mine.channelId, mine.id)))).toBe(50013);
    await scene.client.control.setPermissions({ channel: 'general', allow: ['MANAGE_MESSAGES'] });
    await rest.delete(Routes.channelMessage(mine.channelId, mine.id));
    const direct = await scene.ben.post({ channel: 'dm', content: 'mine' });
    expect(await codeOf(rest.delete(Routes.channelMessage(direct.channelId, direct.id)))).toBe(50003);
  });

  it('open direct messages unless they are refused (50007)', async () => {
    const scene = await openScene();
    const { users } = await scene.client.state();
    const ada = users.find((user) => user.username === 'ada');
    const channel = await scene.bot.client.users.createDM(ada?.id ?? '');
    expect(channel.type).toBe(ChannelType.DM);
    await channel.send('psst');
    expect((await scene.ada.messages('dm')).map((message) => message.text)).toEqual(['psst']);
    await scene.client.control.setDirectMessages('ada', false);
    expect(await codeOf(channel.send('again'))).toBe(50007);
    await expect(scene.ben.messages(channel.id)).rejects.toThrow('ben sees no channel');
  });
});

describe('the server', () => {
  it('wants the bot’s token, knows its routes, and refuses broken JSON', async () => {
    const { sandbox } = await openScene();
    const { DISCORD_API: api, DISCORD_TOKEN: token } = sandbox.settings;
    const ask = async (path: string, options: RequestInit = {}) => {
      const answer = await fetch(`${api}${path}`, { headers: { Authorization: `Bot ${token}` }, ...options });
      return [answer.status, await answer.json()];
    };
    expect(await ask('/v10/users/@me', { headers: { Authorization: 'Bot wrong' } })).toEqual([
      401,
      { message: '401: Unauthorized', code: 0 },
    ]);
    expect(await ask('/v10/dreams')).toEqual([404, { message: '404: Not Found', code: 0 }]);
    expect(await ask('/v9/users/@me')).toEqual([404, { message: '404: Not Found', code: 0 }]);
    expect(await ask('/v10/gateway/bot', { method: 'DELETE' })).toEqual([
      405,
      { message: '405: Method Not Allowed', code: 0 },
    ]);
    expect(await ask('/v10/users/@me/channels', { method: 'POST', body: '{' })).toEqual([
      400,
      { message: 'The request body contains invalid JSON.', code: 50109 },
    ]);
  });

  it('answers this machine only: other names and other pages are turned away', async () => {
    const { sandbox } = await openScene();
    const status = (headers: Record<string, string>) =>
      new Promise((resolve, reject) => {
        request(`${sandbox.url}/sandbox/state`, { headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await status({ Host: 'evil.example' })).toBe(403);
    expect(await status({ Origin: 'https://evil.example' })).toBe(403);
    expect(await status({ Origin: sandbox.url })).toBe(200);
  });

  it('keeps tokens out of its log', async () => {
    const tokens: string[] = [];
    const { ada, client, sandbox } = await openScene({
      onCommand: {
        go: async (interaction) => {
          tokens.push(interaction.token);
          await interaction.deferReply();
          await interaction.editReply('done');
        },
      },
    });
    await (await ada.command({ channel: 'studio', name: 'go' })).message();
    const log = JSON.stringify(await client.requests());
    expect(tokens).toHaveLength(1);
    expect(log).not.toContain(tokens[0]);
    expect(log).not.toContain(sandbox.settings.DISCORD_TOKEN);
    expect(log).toContain('/:token/messages/@original');
  });
});
