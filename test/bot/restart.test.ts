import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Run } from '../../src/sandbox/client/run.js';
import type { SandboxUser } from '../../src/sandbox/client/user.js';
import { flat, photo } from './support/pictures.js';
import { Stage } from './support/stage.js';

// Every test waits for real processes, on whatever cores the other tests leave.
vi.setConfig({ testTimeout: 90_000 });

/** Bots come and go; what people see goes on. */
let stage: Stage;
let ada: SandboxUser;

beforeEach(async () => {
  stage = await Stage.open();
  ada = stage.sandbox.user('ada');
});
afterEach(() => stage.close());

describe('a bot that is killed in mid job', () => {
  it('leaves the message to the next one, which brings the same message to the finished picture', async () => {
    const first = await stage.startBot();
    const run = await stylize();
    const before = await run.message();
    const job = await stage.painter.take();
    await job.progress(0.3, await flat('#c03020'));
    await run.waitFor(({ text }) => text.includes('30 %'));
    expect(await first.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    await job.progress(0.6, await flat('#2030c0'));

    await stage.startBot();
    await run.waitFor(({ text }) => text.includes('60 %'));
    const result = await flat('#20c030');
    await job.succeed(result);
    const after = await run.waitFor(({ text }) => text.includes('painted in'));
    expect(after.id).toBe(before.id);
    expect(after.pictures).toHaveLength(1);
    expect(after.hiddenFiles).toEqual([]);
    expect(await ada.download(after.pictures[0]?.url ?? '')).toEqual(result);
    expect(await ada.messages('studio')).toHaveLength(1);
  });

  it('and a job that ended while no bot was there: the picture comes, after 15 minutes too', async () => {
    const first = await stage.startBot();
    const run = await stylize();
    await run.message();
    const job = await stage.painter.take();
    await first.end('SIGKILL');
    await job.succeed(await flat('#20c030'));
    await stage.sandbox.control.expireToken(run.interactionId);

    await stage.startBot();
    const [message] = await ada.messages('studio');
    expect(message).toBeDefined();
    const finished = await ada.waitForMessage(message?.id ?? '', ({ text }) => text.includes('painted in'));
    expect(finished.pictures).toHaveLength(1);
  });

  it('the Cancel button of before works', async () => {
    const first = await stage.startBot();
    const run = await stylize();
    const waiting = await run.message();
    await first.end('SIGKILL');
    await stage.startBot();
    await ada.press(waiting, 'Cancel');
    await run.waitFor(({ text }) => text.includes('cancelled'));
    expect(await stage.store.counts()).toEqual({ queued: 0, running: 0 });
  });
});

describe('a bot that is killed before it begins', () => {
  it('leaves nobody waiting: the next one says that it must be asked again', async () => {
    const first = await stage.startBot();
    // The promise is given, and the picture is never had.
    await stage.sandbox.control.failNext({ route: 'cdn', delay: 60_000 });
    const run = await stylize();
    await vi.waitFor(async () => expect((await run.view()).reply?.loading).toBe(true), 10_000);
    await first.end('SIGKILL');
    await stage.startBot();
    const message = await run.message();
    expect(message.text).toContain('I was restarted before that was begun. Please ask again.');
    expect(await stage.store.counts()).toEqual({ queued: 0, running: 0 });
  });
});

describe('starting and ending', () => {
  it('commands are registered once, until they change', async () => {
    await (await stage.startBot()).end();
    expect(await registrations()).toBe(1);
    const second = await stage.startBot();
    await second.line('commands are registered already');
    await second.end();
    expect(await registrations()).toBe(1);
    // Another limit is another list of choices.
    await (await stage.startBot({ MAX_SIZE: '768' })).end();
    expect(await registrations()).toBe(2);
  });

  it('commands that were taken away elsewhere come back', async () => {
    await (await stage.startBot()).end();
    const before = (await stage.sandbox.state()).commands.map(({ name }) => name).sort();
    expect(before).toContain('stylize');
    await fetch(
      `${stage.settings.DISCORD_API}/v10/applications/${(await stage.sandbox.state()).applicationId}/commands`,
      {
        method: 'PUT',
        headers: { authorization: `Bot ${stage.settings.DISCORD_TOKEN}`, 'content-type': 'application/json' },
        body: '[]',
      },
    );
    expect((await stage.sandbox.state()).commands).toEqual([]);
    await stage.startBot();
    expect((await stage.sandbox.state()).commands.map(({ name }) => name).sort()).toEqual(before);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends the bot cleanly, in the middle of a job too',
    async (signal) => {
      const bot = await stage.startBot();
      const run = await stylize();
      await run.message();
      await (await stage.painter.take()).progress(0.5);
      expect(await bot.end(signal)).toEqual({ code: 0, signal: null });
      await bot.line('ended');
      await stage.sandbox.botGone();
      expect(await stage.store.counts()).toEqual({ queued: 0, running: 1 });
    },
  );

  it('a token that Discord refuses: said in a sentence, with what to do', async () => {
    const bot = stage.start('bot', { DISCORD_TOKEN: 'MTA.wrong.one' });
    expect(await bot.exit()).toBe(78);
    expect(bot.output).toContain('Discord does not know this DISCORD_TOKEN.');
    expect(bot.output).toContain('https://discord.com/developers/applications');
    expect(bot.output).not.toContain('wrong.one');
    expect(bot.output).not.toMatch(/^\s+at /m);
  });

  it('pictures from elsewhere than the configured origins are not fetched', async () => {
    await stage.startBot({ DISCORD_ATTACHMENT_ORIGINS: 'https://cdn.discordapp.com' });
    const message = await (await stylize()).message();
    expect(message.text).toContain('Pictures can only be taken from Discord attachments.');
    expect(message.ephemeral).toBe(true);
  });
});

async function stylize(): Promise<Run> {
  return ada.command({
    channel: 'studio',
    name: 'stylize',
    options: { picture: { name: 'photo.png', bytes: await photo() }, style: 'zz-quiet-harbour' },
  });
}

async function registrations(): Promise<number> {
  return (await stage.sandbox.state()).registrations;
}
