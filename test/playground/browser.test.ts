import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './browser.js';
import { RunningPlayground } from './running.js';

const PHOTO = new URL('../../src/demo/sample.jpg', import.meta.url);
/** The engine's child takes seconds to come up, and paints on whatever cores the other tests leave. */
const PATIENCE_MS = 90_000;

let playground: RunningPlayground;
const pages: Page[] = [];

describe.skipIf(!hasChromium)(
  'the sandbox in a browser (needs /usr/bin/chromium)',
  { timeout: 2 * PATIENCE_MS },
  () => {
    beforeAll(async () => {
      playground = await RunningPlayground.start();
    }, 2 * PATIENCE_MS);
    afterEach(async ({ task }) => {
      for (const page of pages.splice(0)) {
        if (task.result?.state === 'fail') {
          console.error(
            (
              await page
                .locator('body')
                .ariaSnapshot()
                .catch(() => '')
            ).slice(0, 4000),
          );
        }
        await page.context().close();
      }
      await playground.client.control.clearFaults();
    });
    afterAll(async () => {
      // Ctrl+C ends all of it.
      expect(await playground.stop()).toEqual({ code: 0, signal: null });
    });

    it('a newcomer has a picture painted, compares, finds it again, repeats it, deletes it', async () => {
      const page = await open('general');
      await expect_(page.getByText('A local sandbox, not Discord.')).toBeVisible();
      await page.getByRole('combobox', { name: 'Write to #general' }).fill('/');
      await expect_(option(page, '/history')).toBeVisible();
      await expect_(page.getByText('Repaint a picture in the style of a painting')).toBeVisible();
      await option(page, '/stylize').click();

      // Not without what is required.
      await page.getByRole('button', { name: 'Send' }).click();
      await expect_(page.getByText('This option is required.')).toBeVisible();
      await drop(page);
      await expect_(page.getByText('dropped.jpg')).toBeVisible();
      await option(page, 'style ').click();
      await page.keyboard.type('tide');
      await option(page, 'Tide of Stars').click();
      await page.keyboard.press('Enter');

      const message = page.locator('.message').last();
      await expect_(message.getByText('Ada used /stylize')).toBeVisible();
      await expect_(message.getByRole('button', { name: 'Cancel' })).toBeVisible();
      await expect_(message.getByText(/[▰▱]{14} \d+ %/)).toBeVisible();
      await expect_(message.getByRole('button', { name: 'Compare' })).toBeVisible();
      await expect_(message.getByText(/96 × 72 px · painted in/)).toBeVisible();
      await expectPainted(message);

      await message.getByRole('button', { name: /^Enlarge/ }).click();
      await expect_(page.getByRole('dialog').getByRole('img')).toBeVisible();
      await page.keyboard.press('Escape');

      await message.getByRole('button', { name: 'Compare' }).click();
      const comparison = page.locator('.message').last();
      await expect_(comparison.getByText('Only you can see this')).toBeVisible();
      await expectPainted(comparison);
      await comparison.getByRole('button', { name: 'Dismiss' }).click();
      await expect_(page.getByText('Only you can see this')).toBeHidden();

      await command(page, '/history');
      const history = page.locator('.message').last();
      await expect_(history.getByText(/finished · 96 × 72 px/)).toBeVisible();
      await history.getByRole('combobox', { name: 'Open a picture' }).selectOption({ index: 1 });
      await history.getByRole('button', { name: 'Again' }).click();
      const repeated = page.locator('.message').last();
      await expect_(page.locator('.message')).toHaveCount(3);
      await expect_(repeated.getByRole('button', { name: 'Compare' })).toBeVisible();

      await repeated.getByRole('button', { name: 'Delete' }).click();
      await expect_(page.locator('.message')).toHaveCount(2);
      // What Ada was shown alone, Ben never saw.
      await page.getByRole('button', { name: 'Ben' }).click();
      await expect_(page.locator('.message')).toHaveCount(1);
    });

    it('all of it by keyboard, with the focus in sight', async () => {
      const page = await open('gallery');
      await page.keyboard.press('/');
      await page.keyboard.type('stylize');
      await page.keyboard.press('Enter');
      // The focus is where the picture goes; the samples come after it.
      await expectFocus(page, 'choose a file');
      await page.keyboard.press('Tab');
      await expectFocus(page, 'Sample photo');
      await page.keyboard.press('Enter');
      await expect_(moreOptions(page)).toBeFocused();
      await page.keyboard.type('styl');
      await page.keyboard.press('Enter');
      await expect_(option(page, 'Indigo Swell')).toBeVisible();
      await page.keyboard.type('indigo');
      await expect_(suggestions(page)).toHaveCount(1);
      await page.keyboard.press('Tab');
      await page.keyboard.type('size');
      await page.keyboard.press('Enter');
      await page.keyboard.type('1024');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');

      const message = page.locator('.message').last();
      await expect_(message.getByRole('button', { name: 'Cancel' })).toBeVisible();
      await page.keyboard.press('ArrowUp');
      await expect_(message).toBeFocused();
      expect(await message.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
      await page.keyboard.press('Tab');
      while (!(await message.getByRole('button', { name: 'Cancel' }).evaluate(isFocused)))
        await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await expect_(message.getByText('cancelled')).toBeVisible();

      // The menu of a message, by keyboard too.
      await message.focus();
      await message.getByRole('button', { name: 'More actions' }).focus();
      await page.keyboard.press('Enter');
      await expectFocus(page, 'Stylize this picture');
      await page.keyboard.press('ArrowUp');
      await expectFocus(page, 'Delete this message');
      await page.keyboard.press('Escape');
      await expectFocus(page, 'More actions');
    });

    it('a photo that is just there becomes a picture by the menu of its message', async () => {
      const page = await open('duo');
      await drop(page);
      await expect_(page.getByRole('button', { name: 'Use with /stylize' })).toBeVisible();
      await page.keyboard.type('look');
      await page.keyboard.press('Enter');
      const photo = page.locator('.message').last();
      await expect_(photo.getByText('look')).toBeVisible();
      await photo.click({ button: 'right', position: { x: 300, y: 12 } });
      await page.getByRole('menuitem', { name: 'Stylize this picture' }).click();
      const choice = page.locator('.message').last();
      await choice.getByRole('combobox', { name: 'Choose a style' }).selectOption('tide-of-stars');
      await expect_(page.getByText('Ada used Stylize this picture').first()).toBeVisible();
      await expect_(page.locator('.message').last().getByRole('button', { name: 'Compare' })).toBeVisible();
    });

    it('the bot recovers when its edits are refused, and the final picture comes', async () => {
      const page = await open('studio');
      await faults(page);
      await page.getByRole('switch', { name: /Refuse edits/ }).click();
      const message = await paintSample(page);
      await playground.client.waitForRequest(({ status, injected }) => status === 429 && injected, {
        timeoutMs: PATIENCE_MS,
      });
      await expect_(message.getByRole('button', { name: 'Compare' })).toBeHidden();
      await page.getByRole('switch', { name: /Refuse edits/ }).click();
      await expect_(message.getByRole('button', { name: 'Compare' })).toBeVisible();
    });

    it('a file that is refused as too large comes smaller; what lies behind the message can be looked at', async () => {
      const page = await open('general');
      await faults(page);
      await page.getByRole('switch', { name: /Refuse large files/ }).click();
      const message = await paintSample(page, '256');
      await expect_(message.getByText('Sent a little smaller')).toBeVisible();
      await expectPainted(message);

      await message.hover();
      await message.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: /Look behind it/ }).click();
      const drawer = page.getByRole('complementary', { name: 'Developers' });
      await expect_(drawer.getByRole('row', { name: /^state succeeded/ })).toBeVisible();
      await drawer.getByRole('tab', { name: 'Log' }).click();
      await expect_(drawer.getByText('engine painted', { exact: false })).toBeVisible();
      await drawer.getByRole('tab', { name: 'REST' }).click();
      await drawer.getByText('413', { exact: true }).first().click();
      await expect_(drawer.getByText('Request entity too large').first()).toBeVisible();
      await drawer.getByRole('tab', { name: 'Gateway' }).click();
      await expect_(drawer.getByText('INTERACTION_CREATE').first()).toBeVisible();
      // Secrets are nobody's to read, here either.
      expect(await drawer.innerText()).not.toContain('interaction_token"');
    });

    it('the gateway drops, the token ends: the bot goes on', async () => {
      const page = await open('studio');
      await faults(page);
      const message = await paintSample(page, '256');
      await page.getByRole('button', { name: 'Expire its token' }).click();
      await page.getByRole('button', { name: 'Drop the gateway' }).click();
      await expect_(message.getByRole('button', { name: 'Compare' })).toBeVisible();
      const direct = await playground.client.requests();
      expect(
        direct.filter(({ method, route }) => method === 'PATCH' && route?.startsWith('/channels/')),
      ).not.toEqual([]);

      await page.getByRole('button', { name: 'Drop it, and forget the session' }).click();
      await expect_(page.getByText('bot offline')).toBeVisible();
      await expect_(page.getByText('bot online')).toBeVisible();
      await command(page, '/queue');
      await expect_(page.getByText('The queue')).toBeVisible();

      await page.getByRole('button', { name: 'Be late for the next answer' }).click();
      await command(page, '/about');
      await expect_(page.getByText('The application did not respond in time.')).toBeVisible();
    });

    it('on a phone’s width nothing runs over the edge, and places and languages are at hand', async () => {
      const page = await open('studio', { width: 380, height: 760 });
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(await overflow()).toBeLessThanOrEqual(0);
      await page.getByRole('button', { name: 'Show places' }).click();
      await page.getByRole('combobox', { name: 'Language' }).selectOption('zh-CN');
      await page.getByRole('button', { name: 'Gramarye', exact: true }).click();
      await expect_(page.getByRole('heading', { level: 1, name: 'Gramarye' })).toBeVisible();
      await page.getByRole('combobox', { name: /发消息到/ }).fill('/');
      await expect_(option(page, '用一幅画的风格重绘图片')).toBeVisible();
      expect(await overflow()).toBeLessThanOrEqual(0);
      await playground.client.control.setLocale('ada', 'en-US');
    });

    it('everything that can be pressed or filled in has a name', async () => {
      const page = await open('general');
      await faults(page);
      const nameless = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a, input:not([hidden]), select, [role=dialog]')]
          .filter((element) => {
            const label = element.getAttribute('aria-label') ?? element.innerText;
            const labels =
              'labels' in element && element.labels instanceof NodeList ? element.labels.length : 0;
            return label.trim() === '' && labels === 0;
          })
          .map((element) => element.outerHTML.slice(0, 200)),
      );
      expect(nameless).toEqual([]);
    });
  },
);

async function open(channel: string, options: { width?: number; height?: number } = {}): Promise<Page> {
  const page = await playground.open(channel, options);
  pages.push(page);
  return page;
}

/** Something that the composer suggests. */
const suggestions = (page: Page) => page.getByRole('listbox').getByRole('option');
const option = (page: Page, name: string) => suggestions(page).filter({ hasText: name }).first();
/** Where more options of a command are typed: the focus is there when a command goes on. */
const moreOptions = (page: Page) => page.getByRole('combobox', { name: 'More options' });

async function command(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Write to' }).fill(name);
  await page.keyboard.press('Enter');
  await expect_(moreOptions(page)).toBeFocused();
  await page.keyboard.press('Enter');
}

async function faults(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Developers' }).click();
}

/** Has the sample painted by hand; the answer is its message. */
async function paintSample(page: Page, size?: string): Promise<Locator> {
  const before = await page.locator('.message').count();
  await page.getByRole('combobox', { name: 'Write to' }).fill('/stylize');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sample photo' }).first().click();
  await expect_(moreOptions(page)).toBeFocused();
  await page.keyboard.type('style');
  await page.keyboard.press('Enter');
  await option(page, 'Tide of Stars').click();
  if (size !== undefined) {
    await page.keyboard.type('size');
    await page.keyboard.press('Enter');
    await page.keyboard.type(size);
    await page.keyboard.press('Enter');
  }
  await page.keyboard.press('Enter');
  const message = page.locator('.message:not(.pending)').nth(before);
  await message.waitFor({ timeout: PATIENCE_MS });
  return message;
}

/** Drops the sample photo on the page, as from the desktop. */
async function drop(page: Page): Promise<void> {
  const bytes = (await readFile(PHOTO)).toString('base64');
  const transfer = await page.evaluateHandle((base64) => {
    const data = new DataTransfer();
    const array = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    data.items.add(new File([array], 'dropped.jpg', { type: 'image/jpeg' }));
    return data;
  }, bytes);
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

/** That a message shows a picture which has really arrived. */
async function expectPainted(message: Locator): Promise<void> {
  const image = message.getByRole('img').last();
  await image.waitFor({ timeout: PATIENCE_MS });
  await expect
    .poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth), { timeout: 10_000 })
    .toBeGreaterThan(0);
}

const isFocused = (element: Element) => element === document.activeElement;

async function expectFocus(page: Page, name: string): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
      ),
    )
    .toContain(name);
}

/** Waits for what a locator shows; Playwright's own assertions come with a test runner of its own. */
function expect_(locator: Locator) {
  return {
    toBeVisible: () => locator.first().waitFor({ state: 'visible', timeout: PATIENCE_MS }),
    toBeHidden: () => locator.first().waitFor({ state: 'hidden', timeout: PATIENCE_MS }),
    toBeFocused: () => expect.poll(() => locator.evaluate(isFocused)).toBe(true),
    toHaveCount: (count: number) => expect.poll(() => locator.count(), { timeout: PATIENCE_MS }).toBe(count),
  };
}
