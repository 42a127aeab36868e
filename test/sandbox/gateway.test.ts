import { once } from 'node:events';
import { GatewayCloseCodes, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openScene } from './scene.js';

/** A bot that writes down the options it was called with, and answers. */
function listening() {
  const heard: string[] = [];
  return {
    heard,
    handlers: {
      commands: [
        {
          name: 'say',
          description: 'Say a word',
          options: [{ type: 3 as const, name: 'word', description: 'The word', required: true }],
        },
      ],
      onCommand: {
        say: async (interaction: Parameters<NonNullable<Handlers['onCommand']>[string]>[0]) => {
          heard.push(interaction.options.getString('word', true));
          await interaction.reply(interaction.options.getString('word', true));
        },
      },
    },
  };
}
type Handlers = NonNullable<Parameters<typeof openScene>[0]>;

describe('a real client', () => {
  it.each(['close', 'cut', 'reconnect'] as const)('resumes after “%s” and loses nothing', async (how) => {
    const { heard, handlers } = listening();
    const { ada, bot, client } = await openScene(handlers);
    let readies = 0;
    bot.client.on('clientReady', () => readies++);
    const resumed = once(bot.client, 'shardResume');
    await client.control.dropGateway({ resumable: true, how });
    // Sent while the bot is away (or about to be): replayed when it is back.
    const run = await ada.command({ channel: 'studio', name: 'say', options: { word: 'lost?' } });
    await resumed;
    expect((await run.message()).text).toBe('lost?');
    const after = await ada.command({ channel: 'studio', name: 'say', options: { word: 'after' } });
    await after.message();
    expect(heard).toEqual(['lost?', 'after']);
    expect(readies).toBe(0);
  });

  it('identifies anew when its session is gone', async () => {
    const { heard, handlers } = listening();
    const { ada, bot, client } = await openScene(handlers);
    const back = once(bot.client, 'shardReady');
    await client.control.dropGateway({ resumable: false });
    await client.botGone();
    await back;
    await client.botReady();
    await (await ada.command({ channel: 'studio', name: 'say', options: { word: 'hello again' } })).message();
    expect(heard).toEqual(['hello again']);
  });

  it('beats, and is answered', async () => {
    const { handlers } = listening();
    const { bot } = await openScene(handlers, { heartbeatMs: 200 });
    await expect.poll(() => bot.client.ws.ping, { timeout: 5000 }).toBeGreaterThan(-1);
  });

  it('hears of channels that change and go', async () => {
    const { bot, client } = await openScene();
    const gallery = bot.client.channels.cache.find(
      (channel) => 'name' in channel && channel.name === 'gallery',
    );
    expect(gallery?.isSendable()).toBe(true);
    const updated = once(bot.client, 'channelUpdate');
    await client.control.setPermissions({ channel: 'gallery', deny: ['SEND_MESSAGES'] });
    await updated;
    const deleted = once(bot.client, 'channelDelete');
    await client.control.deleteChannel('gallery');
    await deleted;
    expect(bot.client.channels.cache.has(gallery?.id ?? '')).toBe(false);
    await expect(bot.client.rest.get(Routes.channel(gallery?.id ?? ''))).rejects.toMatchObject({
      code: 10003,
    });
  });
});

describe('the protocol', () => {
  const connect = async (url: string, query = '?v=10&encoding=json') => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/${query}`);
    const messages: { op: number; t: string | null; s: number | null; d: unknown }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    await once(socket, 'open');
    const closed = once(socket, 'close').then(([code]) => code as number);
    return { socket, messages, closed, send: (payload: unknown) => socket.send(JSON.stringify(payload)) };
  };
  const identify = (token: string, intents = 1) => ({ op: 2, d: { token, intents, properties: {} } });

  it.each<[string, (token: string) => unknown, number]>([
    ['a wrong token', () => identify('wrong'), GatewayCloseCodes.AuthenticationFailed],
    ['privileged intents', (token) => identify(token, 1 << 15), GatewayCloseCodes.DisallowedIntents],
    ['unknown intents', (token) => identify(token, 2 ** 30), GatewayCloseCodes.InvalidIntents],
    ['an unknown opcode', () => ({ op: 99 }), GatewayCloseCodes.UnknownOpcode],
    ['what is not a payload', () => 'hello', GatewayCloseCodes.DecodeError],
    ['presence before identifying', () => ({ op: 3, d: {} }), GatewayCloseCodes.NotAuthenticated],
  ])('closes on %s', async (_what, payload, code) => {
    const { sandbox } = await openScene();
    const { closed, send } = await connect(sandbox.url);
    send(payload(sandbox.settings.DISCORD_TOKEN));
    expect(await closed).toBe(code);
  });

  it('closes a client that identifies twice, speaks another version, or stops beating', async () => {
    const { sandbox } = await openScene({}, { heartbeatMs: 100 });
    const twice = await connect(sandbox.url);
    twice.send(identify(sandbox.settings.DISCORD_TOKEN));
    twice.send(identify(sandbox.settings.DISCORD_TOKEN));
    expect(await twice.closed).toBe(GatewayCloseCodes.AlreadyAuthenticated);
    const old = await connect(sandbox.url, '?v=6&encoding=json');
    expect(await old.closed).toBe(GatewayCloseCodes.InvalidAPIVersion);
    const silent = await connect(sandbox.url);
    expect(await silent.closed).toBe(GatewayCloseCodes.SessionTimedOut);
  });

  it('closes a client that sends more than 120 payloads in a minute (4008)', async () => {
    const { sandbox } = await openScene();
    const hasty = await connect(sandbox.url);
    for (let count = 0; count < 120; count++) hasty.send({ op: 1, d: null });
    await expect.poll(() => hasty.messages.filter(({ op }) => op === 11).length).toBe(120);
    hasty.send({ op: 1, d: null });
    expect(await hasty.closed).toBe(GatewayCloseCodes.RateLimited);
  });

  it('refuses encodings and compression that it does not speak', async () => {
    const { sandbox } = await openScene();
    const url = sandbox.url.replace('http', 'ws');
    for (const query of ['?v=10&encoding=etf', '?v=10&encoding=json&compress=zlib-stream']) {
      await expect(once(new WebSocket(`${url}/${query}`), 'open')).rejects.toThrow('400');
    }
  });

  it('answers RESUME of an unknown session with INVALID_SESSION, and of a future sequence with 4007', async () => {
    const { sandbox } = await openScene();
    const token = sandbox.settings.DISCORD_TOKEN;
    const lost = await connect(sandbox.url);
    lost.send({ op: 6, d: { token, session_id: 'unknown', seq: 1 } });
    await expect.poll(() => lost.messages.at(-1)).toMatchObject({ op: 9, d: false });
    lost.socket.close();

    const first = await connect(sandbox.url);
    first.send(identify(token));
    await expect.poll(() => first.messages.some((message) => message.t === 'READY')).toBe(true);
    const ready = first.messages.find((message) => message.t === 'READY')?.d as { session_id: string };
    first.socket.terminate();
    const ahead = await connect(sandbox.url);
    ahead.send({ op: 6, d: { token, session_id: ready.session_id, seq: 999 } });
    expect(await ahead.closed).toBe(GatewayCloseCodes.InvalidSeq);
  });

  it('replays exactly the missed events, numbered without a gap, and then RESUMED', async () => {
    const { sandbox, ada } = await openScene();
    const token = sandbox.settings.DISCORD_TOKEN;
    const first = await connect(sandbox.url);
    first.send(identify(token));
    await expect.poll(() => first.messages.filter((message) => message.op === 0)).toHaveLength(2);
    const ready = first.messages.find((message) => message.t === 'READY')?.d as { session_id: string };
    first.socket.terminate();
    await first.closed;
    for (let count = 0; count < 3; count++) await ada.command({ channel: 'studio', name: 'go' });
    const second = await connect(sandbox.url);
    second.send({ op: 6, d: { token, session_id: ready.session_id, seq: 1 } });
    await expect.poll(() => second.messages.some((message) => message.t === 'RESUMED')).toBe(true);
    const events = second.messages.filter((message) => message.op === 0);
    expect(events.map((event) => event.s)).toEqual([2, 3, 4, 5, 6]);
    expect(events.map((event) => event.t)).toEqual([
      'GUILD_CREATE',
      'INTERACTION_CREATE',
      'INTERACTION_CREATE',
      'INTERACTION_CREATE',
      'RESUMED',
    ]);
    second.socket.close();
  });
});
