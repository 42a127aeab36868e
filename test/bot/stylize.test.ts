import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SandboxUser } from '../../src/sandbox/client/user.js';
import { flat, photo } from './support/pictures.js';
import { finished, isFinished, shown, stylize } from './support/scene.js';
import { Stage, WITH_NETWORK } from './support/stage.js';

// Every test waits for real processes, on whatever cores the other tests leave.
vi.setConfig({ testTimeout: 90_000 });

/** One bot in a loopback Discord; the tests play its people and its engine. */
let stage: Stage;
let ada: SandboxUser;
let ben: SandboxUser;

beforeAll(async () => {
  stage = await Stage.open();
  await stage.startBot();
  ada = stage.sandbox.user('ada');
  ben = stage.sandbox.user('ben');
});
afterEach(async () => {
  await stage.sandbox.control.setLocale('ada', 'en-US');
});
afterAll(() => stage.close());

describe('the options of /stylize', () => {
  it('every control is passed on as it was chosen', async () => {
    const run = await stylize(ada, {
      strength: 'wild',
      brush: 'broad',
      colours: 'luminance',
      size: 768,
      quality: 'best',
      seed: 4_294_967_295,
    });
    await run.message();
    const job = await stage.painter.take();
    expect(job.job.request).toMatchObject({
      strength: 4,
      brush: 1.5,
      colours: 'luminance',
      size: 768,
      quality: 'best',
      seed: 4_294_967_295,
    });
    await job.succeed(await flat('#123456'));
    const message = await run.waitFor(isFinished);
    expect(message.text).toContain('style ×4 · brush ×1.5 · the photo’s colours · best quality');
  });

  it('two styles are blended in the share that was asked for', async () => {
    const run = await stylize(ada, { 'second-style': 'zz-copper-night', mix: 25 });
    await run.message();
    const job = await stage.painter.take();
    const { preset, styles } = job.job.request;
    expect(preset).toMatchObject({
      name: 'zz-quiet-harbour-with-zz-copper-night',
      title: 'Quiet Harbour + Copper Night',
      strength: 1,
      manifests: [{ name: 'zz-quiet-harbour' }, { name: 'zz-copper-night' }],
    });
    expect(styles.map(({ weight }) => weight)).toEqual([0.75, 0.25]);
    expect(new Set(styles.map(({ hash }) => hash)).size).toBe(2);
    await job.succeed(await flat('#123456'));
    await run.waitFor(isFinished);
  });

  it('a style picture of one’s own is a style, alone or blended', async () => {
    const own = await flat('#aa5500', 80, 80);
    const bytes = await photo();
    const run = await ada.command({
      channel: 'studio',
      name: 'stylize',
      options: { picture: { name: 'photo.png', bytes }, 'style-picture': { name: 'own.png', bytes: own } },
    });
    const waiting = await run.message();
    expect(waiting.text).toContain('Your own style picture');
    const job = await stage.painter.take();
    const [style] = job.job.request.styles;
    expect(await stage.blobs.get(style?.hash ?? '')).toEqual(own);
    await job.succeed(await flat('#123456'));
    await run.waitFor(isFinished);

    const blend = await stylize(ada, { 'style-picture': { name: 'own.png', bytes: own } });
    expect((await blend.message()).text).toContain('Quiet Harbour + Your own style picture');
    const other = await stage.painter.take();
    expect(other.job.request.styles.map(({ weight }) => weight)).toEqual([0.5, 0.5]);
    await other.succeed(await flat('#123456'));
    await blend.waitFor(isFinished);
  });

  it('fast is for a style that has a network, by itself', async () => {
    const run = await stylize(ada, { style: WITH_NETWORK, quality: 'fast' });
    await run.message();
    const job = await stage.painter.take();
    expect(job.job.request).toMatchObject({
      quality: 'fast',
      preset: { network: { preset: WITH_NETWORK, digest: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    });
    await job.succeed(await flat('#123456'));
    const message = await run.waitFor(isFinished);
    expect(message.text).toContain('fast');
    expect(message.buttons.find(({ label }) => label === 'Again')?.disabled).toBe(false);

    const without = await stylize(ada, { quality: 'fast' });
    expect((await without.message()).text).toContain('“Quiet Harbour” has no fast network');
    const blend = await stylize(ada, {
      style: WITH_NETWORK,
      'second-style': 'zz-quiet-harbour',
      quality: 'fast',
    });
    expect((await blend.message()).text).toContain('“Copper Night + Quiet Harbour” has no fast network');
  });

  it.each([
    ['no style at all', {}, 'Choose a style'],
    ['a mix of one', { style: 'zz-quiet-harbour', mix: 30 }, 'A mix needs two styles'],
  ])('%s: what to do, for the asker alone', async (_, options, sentence) => {
    const picture = { name: 'photo.png', bytes: await photo() };
    const run = await ada.command({ channel: 'studio', name: 'stylize', options: { picture, ...options } });
    const message = await run.message();
    expect(message.text).toContain(sentence);
    expect(message.ephemeral).toBe(true);
  });

  it('three styles are too many', async () => {
    const own = { name: 'own.png', bytes: await flat('#aa5500') };
    const run = await stylize(ada, { 'second-style': 'zz-copper-night', 'style-picture': own });
    expect((await run.message()).text).toContain('two styles at most');
  });

  it('the second style is found by autocomplete too', async () => {
    const choices = await ada.autocomplete({
      channel: 'studio',
      name: 'stylize',
      focused: 'second-style',
      value: 'copper-n',
    });
    expect(choices[0]?.value).toBe('zz-copper-night');
  });

  it('a photo that was hidden stays hidden, on the way and at the end', async () => {
    const run = await stylize(ada, { picture: { name: 'SPOILER_photo.png', bytes: await photo() } });
    await run.message();
    const job = await stage.painter.take();
    await job.progress(0.5, await flat('#c03020'));
    const running = await run.waitFor(({ pictures }) => pictures.length === 1);
    expect(running.pictures[0]?.spoiler).toBe(true);
    await job.succeed(await flat('#20c030'));
    const message = await run.waitFor(isFinished);
    expect(message.pictures[0]?.spoiler).toBe(true);
  });

  it('a private picture is for the asker’s eyes only', async () => {
    const { message } = await finished(stage, ada, { private: true });
    expect(message.ephemeral).toBe(true);
    expect((await ben.messages('studio')).map(({ id }) => id)).not.toContain(message.id);
  });

  it('works where the bot is no member: the app came with its user', async () => {
    for (const channel of ['lounge', 'duo']) {
      const { message } = await finished(stage, ada, {}, channel);
      expect(message.ephemeral).toBe(false);
      expect(message.buttons.map(({ label }) => label)).toContain('Show result');
    }
  });
});

describe('in Chinese', () => {
  it('commands are registered under Chinese names, and every answer is Chinese', async () => {
    await stage.sandbox.control.setLocale('ada', 'zh-CN');
    const run = await stylize(ada);
    const waiting = await run.message();
    expect(waiting.text).toContain('下一个就是你');
    expect(waiting.buttons.map(({ label }) => label)).toEqual(['取消']);
    const job = await stage.painter.take();
    await job.progress(0.4, await flat('#c03020'));
    const running = await run.waitFor(({ text }) => text.includes('40 %'));
    expect(running.text).toContain('第 2/3 层 · 第 20/50 步 · 大约还要 36 秒');
    await job.succeed(await flat('#20c030'));
    const message = await run.waitFor(isFinished);
    expect(message.text).toContain('64 × 48 像素 · 用时 12 秒');
    expect((await (await stylize(ada, { style: 'xylophone' })).message()).text).toContain(
      '没有叫“xylophone”的风格',
    );

    const put = (await stage.sandbox.requests()).find(({ method, route }) =>
      method === 'PUT' ? (route?.endsWith('/commands') ?? false) : false,
    );
    expect(put?.body).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'stylize', name_localizations: { 'zh-CN': '绘画' } }),
        expect.objectContaining({ type: 3, name_localizations: { 'zh-CN': '重绘这张图片' } }),
      ]),
    );
  });
});

describe('Stylize this picture', () => {
  it('takes the picture of any message, asks for the style, and queues it', async () => {
    const bytes = await photo();
    const posted = await ben.post({
      channel: 'studio',
      content: 'look',
      files: [{ name: 'SPOILER_sea.png', bytes }],
    });
    const run = await ada.command({ channel: 'studio', name: 'Stylize this picture', target: posted });
    const question = await run.message();
    expect(question.ephemeral).toBe(true);
    expect(question.text).toContain('Which style?');
    const [first] = question.selects;
    expect(first?.options).toHaveLength(25);

    await ada.press(question, 'Next');
    const second = await ada.waitForMessage(question, ({ text }) => text.includes('Page 2 of'));
    const [select] = second.selects;
    const offered = [...(first?.options ?? []), ...(select?.options ?? [])].map(({ value }) => value);
    expect(new Set(offered).size).toBe(offered.length);
    expect(offered).toContain('zz-style-28');

    const chosen = await ada.select(second, select?.customId ?? '', ['zz-style-28']);
    const waiting = await chosen.message();
    expect(waiting.ephemeral).toBe(false);
    expect(waiting.text).toContain('Style 28');
    const twice = await ada.select(second, select?.customId ?? '', ['zz-style-28']);
    expect((await twice.message()).text).toContain('You have asked for that already');

    const job = await stage.painter.take();
    expect(await stage.blobs.get(job.job.contentHash)).toEqual(bytes);
    await job.succeed(await flat('#20c030'));
    const message = await chosen.waitFor(isFinished);
    // It was hidden by whoever posted it, and stays so.
    expect(message.pictures[0]?.spoiler).toBe(true);
  });

  it('takes what the bot itself has painted', async () => {
    const { message } = await finished(stage, ada);
    const run = await ben.command({ channel: 'studio', name: 'Stylize this picture', target: message });
    const question = await run.message();
    const [select] = question.selects;
    const value = select?.options[0]?.value ?? '';
    const chosen = await ben.select(question, select?.customId ?? '', [value]);
    await chosen.message();
    const job = await stage.painter.take();
    expect(await stage.blobs.get(job.job.contentHash)).toEqual(await shown(ada, message));
    await job.succeed(await flat('#20c030'));
    await chosen.waitFor(isFinished);
  });

  it('says so when a message has no picture', async () => {
    const posted = await ben.post({ channel: 'studio', content: 'no picture here' });
    const run = await ada.command({ channel: 'studio', name: 'Stylize this picture', target: posted });
    const message = await run.message();
    expect(message.text).toContain('There is no picture attached to that message.');
    expect(message.ephemeral).toBe(true);
  });
});
