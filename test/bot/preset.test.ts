import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MOST_GUILD_PRESETS } from '../../src/bot/commands/preset.js';
import { openRecords } from '../../src/jobs/sqlite-records.js';
import type { MessageView } from '../../src/sandbox/api.js';
import type { OptionValue, SandboxUser } from '../../src/sandbox/client/user.js';
import { flat, meanColour, photo } from './support/pictures.js';
import { finished, isFinished, labels, stylize } from './support/scene.js';
import { Stage } from './support/stage.js';

// Every test waits for real processes, on whatever cores the other tests leave.
vi.setConfig({ testTimeout: 90_000 });

/** A server's own styles, from `/preset add` to the picture that is painted with them. */
let stage: Stage;
/** Owns the server, so she manages it. */
let ada: SandboxUser;
let ben: SandboxUser;

beforeAll(async () => {
  stage = await Stage.open({ MAX_OPEN_JOBS_PER_USER: '10' });
  await stage.startBot();
  ada = stage.sandbox.user('ada');
  ben = stage.sandbox.user('ben');
});
afterAll(() => stage.close());

async function preset(
  user: SandboxUser,
  path: string,
  options: Readonly<Record<string, OptionValue>> = {},
): Promise<MessageView> {
  const run = await user.command({ channel: 'studio', name: 'preset', path: [path], options });
  const message = await run.message(40_000);
  expect(message.ephemeral).toBe(true);
  return message;
}

/** Puts more beside the first of that name: each by the command would be a process more. */
async function addMany(name: string, from: number, to: number): Promise<void> {
  const records = openRecords(join(stage.data, 'gramarye.db'), { clock: Date.now });
  const [guildId = ''] = await records.guildsWithPresets();
  const first = (await records.guildPresets(guildId)).find((preset) => preset.name === name);
  if (first === undefined) throw new Error(`there is no ${name}`);
  for (let n = from; n <= to; n++) {
    await records.addGuildPreset({ ...first, name: `${name}-${n}` }, MOST_GUILD_PRESETS);
  }
  const one = { ...first, name: 'one-too-many' };
  await expect(records.addGuildPreset(one, to)).rejects.toMatchObject({ code: 'GUILD_PRESETS_FULL' });
  await records.close();
}

const painting = async (colour: string) => ({ name: 'painting.png', bytes: await flat(colour, 80, 60) });

async function offered(user: SandboxUser, value: string, channel = 'studio'): Promise<unknown[]> {
  const choices = await user.autocomplete({ channel, name: 'stylize', focused: 'style', value });
  return choices.map((choice) => choice.value);
}

describe('/preset', () => {
  it('add makes a style of this server’s own, found by autocomplete, in /styles, and in blends', async () => {
    const added = await preset(ada, 'add', {
      picture: await painting('#c02020'),
      'second-picture': await painting('#a03030'),
      title: 'Studio Reds',
      description: 'Two reds, side by side',
      strength: 'strong',
      brush: 'broad',
      colours: 'luminance',
    });
    expect(added.text).toContain('A new style: Studio Reds');
    expect(added.text).toContain('**Studio Reds** · `server/studio-reds`\nTwo reds, side by side');
    const [red = 0, green = 0] = await meanColour(await ada.download(added.pictures[0]?.url ?? ''));
    expect(red).toBeGreaterThan(150);
    expect(green).toBeLessThan(60);

    expect(await offered(ben, 'studio')).toContain('server/studio-reds');
    expect(await offered(ben, '')).toHaveLength(25);
    expect(await offered(ben, 'studio', 'dm')).not.toContain('server/studio-reds');
    const styles = await (await ben.command({ channel: 'studio', name: 'styles' })).message();
    expect(styles.text).toContain('`server/studio-reds`');

    const run = await stylize(ben, { style: 'server/studio-reds', 'second-style': 'zz-copper-night' });
    expect((await run.message()).text).toContain('Studio Reds + Copper Night');
    const blend = await stage.painter.take();
    expect(blend.job.request.styles).toHaveLength(3);
    expect(blend.job.request.colours).toBe('luminance');
    await blend.succeed(await flat('#123456'));
    await run.waitFor(isFinished);

    // What was sent is not kept, only the paintings made of it.
    const sent = (await painting('#c02020')).bytes;
    expect(await stage.blobs.has(createHash('sha256').update(sent).digest('hex'))).toBe(false);
  });

  it('add gives two of one title a name each, at the same moment too', async () => {
    const twin = async (colour: string) =>
      preset(ada, 'add', { picture: await painting(colour), title: 'Twins' });
    const texts = (await Promise.all([twin('#206020'), twin('#602060')])).map(({ text }) => text).sort();
    for (const text of texts) expect(text).toContain('A new style: Twins');
    const names = texts.map((text) => /`(server\/[^`]+)`/.exec(text)?.[1]).sort();
    expect(names).toEqual(['server/twins', 'server/twins-2']);
    for (const style of names) await preset(ada, 'remove', { style: style ?? '' });
  });

  it('edit changes what is painted from now on; a finished picture repeats as it was', async () => {
    const { message, jobId } = await finished(stage, ben, { style: 'server/studio-reds' });
    const before = await stage.store.get(jobId);
    expect(before?.request).toMatchObject({ preset: { name: 'server/studio-reds', strength: 2 } });
    expect(before?.request.styles.map(({ scale }) => scale)).toEqual([1.5, 1.5]);

    const changed = await preset(ada, 'edit', {
      style: 'server/studio-reds',
      picture: await painting('#2020c0'),
      title: 'Studio Blues',
      strength: 'light',
    });
    expect(changed.text).toContain('Changed: Studio Blues');
    const after = await finished(stage, ben, { style: 'server/studio-reds' });
    const job = await stage.store.get(after.jobId);
    expect(job?.request).toMatchObject({ preset: { title: 'Studio Blues', strength: 0.5 } });
    expect(job?.request.styles).toHaveLength(1);

    const again = await ben.press(message, 'Again');
    await again.message();
    const repeated = await stage.painter.take();
    const { seed: _, ...request } = repeated.job.request;
    expect({ ...request, seed: before?.request.seed }).toEqual(before?.request);
    for (const { hash } of repeated.job.request.styles) expect(await stage.blobs.has(hash)).toBe(true);
    await repeated.succeed(await flat('#123456'));
    await again.waitFor(isFinished);
  });

  it('remove takes it away; pictures that were painted with it repeat all the same', async () => {
    const { message } = await finished(stage, ben, { style: 'server/studio-reds' });
    const own = await ada.autocomplete({
      channel: 'studio',
      name: 'preset',
      path: ['remove'],
      focused: 'style',
      value: '',
    });
    expect(own.map(({ value }) => value)).toEqual(['server/studio-reds']);
    expect((await preset(ada, 'remove', { style: 'server/studio-reds' })).text).toContain(
      'Removed: Studio Blues',
    );
    expect(await offered(ben, 'studio')).not.toContain('server/studio-reds');
    const gone = await (await stylize(ben, { style: 'server/studio-reds' })).message();
    expect(gone.text).toContain('There is no style called');
    const again = await ben.press(message, 'Again');
    await again.message();
    await (await stage.painter.take()).succeed(await flat('#123456'));
    expect(labels(await again.waitFor(isFinished))).toContain('Again');
    expect((await preset(ada, 'edit', { style: 'server/studio-reds', title: 'Back' })).text).toContain(
      'no style of its own',
    );
  });

  it('list shows them page by page, more than a list of choices has room for too', async () => {
    expect((await preset(ben, 'list')).text).toContain('There are none yet.');
    await preset(ada, 'add', { picture: await painting('#20c020'), title: 'Greens' });
    const added = await preset(ada, 'add', { picture: await painting('#20c020'), title: 'Greens' });
    expect(added.text).toContain('`server/greens-2`');
    await addMany('greens', 3, 26);
    const first = await preset(ben, 'list');
    expect(first.text).toContain('`server/greens`');
    expect(first.text).toContain('Page 1 of 3');
    await ben.press(first, 'Next');
    await ben.waitForMessage(first, ({ text }) => text.includes('Page 2 of 3'));
    const choices = await ada.autocomplete({
      channel: 'studio',
      name: 'preset',
      path: ['edit'],
      focused: 'style',
      value: 'greens-26',
    });
    expect(choices[0]?.value).toBe('server/greens-26');
  });

  it('is for those who may manage the server, and for the role that they name', async () => {
    const wish = async () => ({ picture: await painting('#808080'), title: 'Greys' });
    expect((await preset(ben, 'add', await wish())).text).toContain('Adding styles here is for those');
    await stage.sandbox.control.setRole({ user: 'ben', role: 'Curator', held: true });
    const run = await ada.command({
      channel: 'studio',
      name: 'settings',
      path: ['server'],
      options: { 'styles-role': 'Curator' },
    });
    expect((await run.message()).text).toMatch(/\*\*styles-role\*\*: <@&\d+>/);
    expect((await preset(ben, 'add', await wish())).text).toContain('A new style: Greys');
    expect((await preset(ben, 'edit', { style: 'server/greys', title: 'Pale Greys' })).text).toContain(
      'Changed: Pale Greys',
    );
    const hers = await preset(ben, 'remove', { style: 'server/greens' });
    expect(hers.text).toContain('Only who added that style');
  });

  it.each([
    ['not a picture', Buffer.from('hello'), 'not a picture I can read'],
    ['cut off', null, 'damaged or cut off'],
  ])('a painting that is %s is refused, and nothing is added', async (_, bytes, sentence) => {
    const whole = await photo(200, 150);
    const sent = { name: 'painting.png', bytes: bytes ?? whole.subarray(0, whole.length >> 1) };
    const { text } = await preset(ada, 'add', { picture: sent, title: 'Broken' });
    expect(text).toContain(sentence);
    expect(await offered(ada, 'broken')).not.toContain('server/broken');
  });

  // What happens when its author has everything about them removed: test/bot/records.test.ts.
  it('is among what its author is sent, and goes with a server that removes the bot', async () => {
    const archive = await ben.command({ channel: 'studio', name: 'privacy', path: ['export'] });
    expect((await archive.message(40_000)).pictures).not.toEqual([]);
    expect(await offered(ada, 'greens')).toContain('server/greens');
    await stage.sandbox.control.setBotMember({ member: false });
    await stage.sandbox.control.setBotMember({ member: true });
    await vi.waitFor(async () => expect((await preset(ada, 'list')).text).toContain('There are none yet.'), {
      timeout: 20_000,
      interval: 500,
    });
  });
});
