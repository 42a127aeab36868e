import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { MessageView } from '../../../src/sandbox/api.js';
import type { CommandCall } from '../../../src/sandbox/client/user.js';
import { begin, type Studio, settled, takeSample, typeOption } from './studio.js';

type Keep = (name: string, png: Buffer) => Promise<void>;

/** The composer with every option, for the table of docs/discord.md. */
export async function takeComposer(studio: Studio, keep: Keep): Promise<void> {
  const option =
    (name: string, value = '') =>
    async (page: Page) => {
      await begin(page, '/stylize');
      await takeSample(page);
      await typeOption(page, name, value);
    };
  await keep(
    'option-picture',
    await studio.composer(async (page) => {
      await begin(page, '/stylize');
    }),
  );
  await keep('option-style', await studio.composer(option('style', 't')));
  for (const name of ['strength', 'brush', 'colours', 'size', 'quality']) {
    await keep(`option-${name}`, await studio.composer(option(name)));
  }
  await keep('option-seed', await studio.composer(option('seed', '7')));
  await keep(
    'option-mix',
    await studio.composer(async (page) => {
      await option('style', 'tide')(page);
      await page.keyboard.press('Enter');
      await page.waitForTimeout(200);
      await typeOption(page, 'mix', '35');
      await typeOption(page, 'second', 'ver');
    }),
  );
  await keep(
    'option-style-picture',
    await studio.composer(async (page) => {
      await option('style-picture')(page);
    }),
  );
  for (const [name, command] of [
    ['settings-mine-options', '/settings mine'],
    ['settings-server-options', '/settings server'],
    ['preset-add-options', '/preset add'],
  ] as const) {
    await keep(
      name,
      await studio.composer(async (page) => {
        await begin(page, command);
      }),
    );
  }
}

/** The message of a picture in every state it can be in. */
export async function takeJobs(studio: Studio, keep: Keep): Promise<void> {
  const run = await studio.stylize('sample.jpg', { style: 'tide-of-stars', size: 512, seed: 7 });
  const behind = await studio.stylize('sample.jpg', { style: 'indigo-swell', size: 384, seed: 7 });
  const waiting = await behind.message();
  await keep('waiting', await studio.message(waiting));
  await keep('queue', await studio.message(await studio.answer({ channel: 'gallery', name: 'queue' })));
  const running = await run.waitFor(
    ({ text, pictures }) => /▰{5}/.test(text) && pictures.length > 0,
    240_000,
  );
  await keep('running', await studio.message(running));
  const finished = await studio.finished(run);
  await keep('finished', await studio.message(finished));
  const compared = await (await studio.ada.press(finished, 'Compare')).message();
  await keep('compare', await studio.message(compared));

  const half = await behind.waitFor(
    ({ text, pictures }) => /▰{3}/.test(text) && pictures.length > 0,
    240_000,
  );
  await studio.ada.press(half, 'Cancel');
  const cancelled = await behind.waitFor(({ text }) => text.includes('cancelled'), 60_000);
  await keep('cancelled', await studio.message(cancelled));

  const own = await studio.stylize('sample.jpg', {
    style: 'vermilion-valley',
    size: 384,
    colours: 'luminance',
    private: true,
    seed: 7,
  });
  await keep('private', await studio.message(await studio.finished(own)));
  const elsewhere = await studio.stylize('sample.jpg', { style: 'tide-of-stars', size: 384 }, 'lounge');
  const shown = await elsewhere.waitFor(({ pictures }) => pictures.length > 0, 240_000);
  await keep('show-result', await studio.message(shown));
  await studio.ada.press(shown, 'Cancel');
  await elsewhere.waitFor(({ text }) => text.includes('cancelled'), 60_000);
}

/** What every other command answers. */
export async function takeAnswers(studio: Studio, keep: Keep): Promise<void> {
  const channel = 'gallery';
  const answer = (name: string, path: readonly string[] = [], options = {}) =>
    studio.answer({ channel, name, path, options });
  await keep('styles', await studio.message(await answer('styles')));
  await keep('history', await studio.message(await answer('history')));
  await keep('history-open', await studio.message(await openFirst(studio, await answer('history'))));
  await keep(
    'settings-mine',
    await studio.message(
      await answer('settings', ['mine'], { style: 'tide-of-stars', strength: 'strong', private: false }),
    ),
  );
  await keep(
    'settings-server',
    await studio.message(
      await answer('settings', ['server'], { channel: 'studio', 'largest-size': 768, 'per-day': 20 }),
    ),
  );
  await answer('settings', ['server'], { reset: true });
  await answer('settings', ['mine'], { reset: true });
  await keep('privacy-export', await studio.message(await answer('privacy', ['export'])));
  await keep('privacy-delete', await studio.message(await answer('privacy', ['delete'])));
  await keep('help', await studio.message(await answer('help')));
  await keep('about', await studio.message(await answer('about')));
  await takeMenu(studio, keep);
}

/** A server's own style, from its painting to its end. */
export async function takePresets(studio: Studio, keep: Keep): Promise<void> {
  const painting = new URL('../../../src/presets/builtin/leaded-dawn/style.webp', import.meta.url);
  const preset = (path: string, options: CommandCall['options'] = {}) =>
    studio.answer({ channel: 'gallery', name: 'preset', path: [path], options });
  const added = await preset('add', {
    picture: { name: 'window.webp', bytes: await readFile(painting) },
    title: 'Our Chapel Window',
    description: 'The glass of our own chapel',
  });
  await keep('preset-add', await studio.message(added));
  const style = 'our-chapel-window';
  const editing = await studio.composer(async (page) => begin(page, '/preset edit'), 'gallery');
  await keep('preset-edit-options', editing);
  await keep('preset-edit', await studio.message(await preset('edit', { style, strength: 'strong' })));
  await keep('preset-list', await studio.message(await preset('list')));
  await keep('preset-remove', await studio.message(await preset('remove', { style })));
}

async function openFirst(studio: Studio, history: MessageView): Promise<MessageView> {
  const [list] = history.selects;
  const succeeded = list?.options.at(-1);
  if (list === undefined || succeeded === undefined) throw new Error('the history is empty');
  await studio.ada.select(history, list.customId, [succeeded.value]);
  return studio.ada.waitForMessage(history, ({ buttons }) =>
    buttons.some(({ label }) => label === 'Back to the list'),
  );
}

/** The menu of a message with a photo, and the styles that it asks for. */
async function takeMenu(studio: Studio, keep: Keep): Promise<void> {
  const bytes = await readFile(new URL('../../../src/demo/sample.jpg', import.meta.url));
  const photo = await studio.client.user('ben').post({
    channel: 'duo',
    content: 'From my walk this morning',
    files: [{ name: 'headland.jpg', bytes }],
  });
  const page = await studio.page('duo', { width: 680, height: 1200 });
  const item = page.locator(`[data-message="${photo.id}"]`);
  await settled(item);
  await item.hover();
  await item.getByRole('button', { name: 'More actions' }).click();
  await page.waitForTimeout(300);
  const [box, menu] = [await item.boundingBox(), await page.getByRole('menu').boundingBox()];
  if (box === null || menu === null) throw new Error('the menu did not open');
  const top = Math.min(box.y, menu.y) - 8;
  const height = Math.max(box.y + box.height, menu.y + menu.height) + 8 - top;
  await keep('menu', await page.screenshot({ clip: { x: 0, y: top, width: 680, height } }));
  await page.context().close();
  const chosen = await studio.ada.command({
    channel: 'duo',
    name: 'Stylize this picture',
    target: photo,
  });
  await keep('choose', await studio.message(await chosen.message()));
}
