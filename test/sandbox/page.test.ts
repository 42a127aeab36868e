import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChangesView, CommandView, HomeView } from '../../src/sandbox/api.js';
import { codeOf, openScene, png } from './scene.js';

describe('the page', () => {
  it('is served with its samples, and lets nothing in from elsewhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'samples-'));
    await writeFile(join(folder, 'a lake.png'), await png());
    const samples = [{ name: 'a lake.png', path: join(folder, 'a lake.png') }];
    const { client } = await openScene({}, { samples });
    await rm(folder, { recursive: true });
    const page = await fetch(client.url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const port = new URL(client.url).port;
    const other = await fetch(`http://localhost:${port}/`, { redirect: 'manual' });
    expect([other.status, other.headers.get('location')]).toEqual([302, client.url]);
    const home = await client.get<HomeView>('/users/ada/home');
    expect(home.samples).toEqual(['/samples/a%20lake.png']);
    const sample = await fetch(`${client.url}${home.samples[0]}`);
    expect(sample.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await sample.arrayBuffer())).toEqual(await png());
    expect((await fetch(`${client.url}/samples/notes.txt`)).status).toBe(404);
    expect((await fetch(`${client.url}/samples/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  it('shows each person the places they see, and what is there in their language', async () => {
    const { client } = await openScene({
      commands: [
        {
          name: 'go',
          description: 'Go',
          name_localizations: { 'zh-CN': '走' },
          description_localizations: { 'zh-CN': '走吧' },
          contexts: [0],
          integration_types: [0],
        },
      ],
    });
    await client.control.setPermissions({ channel: 'gallery', who: 'ben', deny: ['VIEW_CHANNEL'] });
    const places = async (user: string) =>
      (await client.get<HomeView>(`/users/${user}/home`)).channels.map(({ name }) => name);
    expect(await places('ada')).toEqual(['general', 'studio', 'gallery', 'lounge', 'duo']);
    expect(await places('ben')).toEqual(['general', 'studio', 'lounge', 'duo']);

    const commands = (user: string, channel: string) =>
      client.get<CommandView[]>(`/users/${user}/channels/${channel}/commands`);
    expect((await commands('ada', 'studio')).map(({ label }) => label)).toEqual(['go']);
    // The bot is not in the other server, and this command is not for groups.
    expect(await commands('ada', 'lounge')).toEqual([]);
    expect(await commands('ada', 'duo')).toEqual([]);
    await client.control.setLocale('ben', 'zh-CN');
    expect(await commands('ben', 'studio')).toMatchObject([{ name: 'go', label: '走', description: '走吧' }]);
  });

  it('offers a command for age-restricted channels in such only', async () => {
    const { client, ada } = await openScene({
      commands: [{ name: 'go', description: 'Go', nsfw: true, contexts: [0], integration_types: [0] }],
      onCommand: { go: (interaction) => interaction.reply('gone') },
    });
    const go = () => ada.command({ channel: 'studio', name: 'go' });
    await expect(go()).rejects.toThrow('it is for age-restricted channels');
    await client.control.setAgeRestricted('studio', true);
    expect((await (await go()).message()).text).toBe('gone');
  });

  it('is as at the beginning after a reset, with the bot still there', async () => {
    const { client, ada, bot } = await openScene({
      onCommand: { go: (interaction) => interaction.reply('done') },
    });
    await ada.post({ channel: 'studio', files: [{ name: 'a.png', bytes: await png() }] });
    await ada.post({ channel: 'dm', content: 'hello' });
    await client.control.setPermissions({ channel: 'studio', deny: ['ATTACH_FILES'] });
    await client.control.setAgeRestricted('studio', true);
    await client.control.setLocale('ada', 'zh-CN');
    await client.control.setAttachmentLimit(5);
    await client.control.switchFault('edits', { method: 'PATCH', status: 502 });
    await client.control.reset();
    const home = await client.get<HomeView>('/users/ada/home');
    expect(home.channels.map(({ name }) => name)).toEqual(['general', 'studio', 'gallery', 'lounge', 'duo']);
    expect(home.channels.some(({ ageRestricted }) => ageRestricted)).toBe(false);
    expect(home.user.locale).toBe('en-US');
    expect(await ada.messages('studio')).toEqual([]);
    expect(await client.get('/faults')).toEqual([]);
    expect((await client.state()).attachmentSizeLimit).toBe(10 * 1024 * 1024);
    expect((await (await ada.command({ channel: 'studio', name: 'go' })).message()).text).toBe('done');
    expect(bot.errors).toEqual([]);
  });

  it('hears of changes as they happen', async () => {
    const { client, ada } = await openScene();
    const ended = new AbortController();
    const response = await fetch(`${client.url}/sandbox/stream`, { signal: ended.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const message = await ada.post({ channel: 'studio', content: 'hello' });
    let heard = '';
    while (!heard.includes(message.id)) heard += (await reader?.read())?.value ?? '';
    const data = /^data: (.+)$/m.exec(heard)?.[1] ?? '';
    const { sequence, changes } = JSON.parse(data) as ChangesView;
    expect(heard).toContain(`id: ${sequence}\n`);
    expect(changes).toContainEqual({
      op: 'message',
      messageId: message.id,
      channelId: message.channelId,
      deleted: false,
    });
    ended.abort();
  });
});

describe('what developers see', () => {
  it('the gateway’s frames both ways, and no token in them', async () => {
    const { client, sandbox, ada } = await openScene({
      onCommand: { go: (interaction) => interaction.reply('done') },
    });
    await (await ada.command({ channel: 'studio', name: 'go' })).message();
    const frames = await client.frames();
    expect(frames.map(({ from, op, event }) => [from, op, event])).toEqual(
      expect.arrayContaining([
        ['bot', 'CONNECTED', null],
        ['discord', 'HELLO', null],
        ['bot', 'IDENTIFY', null],
        ['discord', 'DISPATCH', 'READY'],
        ['discord', 'DISPATCH', 'INTERACTION_CREATE'],
      ]),
    );
    const all = JSON.stringify(frames);
    expect(all).not.toContain(sandbox.settings.DISCORD_TOKEN);
    expect(all).not.toContain(Buffer.from('interaction:').toString('base64url').slice(0, 12));
    expect(await client.frames(frames.length)).toEqual([]);
  });

  it('the jobs and the log of whoever runs the bot, by message', async () => {
    const { client } = await openScene();
    const line = { time: 1, level: 30, program: 'engine', fields: {} };
    await client.tellBackstage({
      jobs: [
        { id: 'one', messageId: '11', state: 'queued', row: { seq: 1 } },
        { id: 'two', messageId: '22', state: 'queued', row: { seq: 2 } },
      ],
      lines: [
        { ...line, text: 'painting', job: 'one' },
        { ...line, text: 'ready', job: null },
      ],
    });
    await client.tellBackstage({ jobs: [{ id: 'one', messageId: '11', state: 'running', row: { seq: 1 } }] });
    expect(await client.get('/backstage?message=11')).toEqual({
      jobs: [{ id: 'one', messageId: '11', state: 'running', row: { seq: 1 } }],
      lines: [{ ...line, text: 'painting', job: 'one' }],
    });
    expect(await client.get('/backstage')).toMatchObject({ jobs: [{ id: 'two' }, { id: 'one' }] });
  });

  it('faults that stand until they are switched off', async () => {
    const { client, bot, ada } = await openScene();
    const { channelId } = await ada.post({ channel: 'studio', content: 'hello' });
    const send = (bytes: number) =>
      bot.client.rest.post(`/channels/${channelId}/messages`, {
        body: { content: 'file' },
        files: [{ name: 'a.bin', data: Buffer.alloc(bytes) }],
      });
    await client.control.switchFault('large', { filesOver: 100, code: 40005 });
    expect(await client.get('/faults')).toEqual([{ name: 'large', fault: { filesOver: 100, code: 40005 } }]);
    expect(await codeOf(send(101))).toBe(40005);
    expect(await codeOf(send(102))).toBe(40005);
    await send(100);
    await client.control.switchFault('large', null);
    await send(101);
    expect(await client.get('/faults')).toEqual([]);
  });
});
