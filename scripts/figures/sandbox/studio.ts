import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import type { MessageView } from '../../../src/sandbox/api.js';
import type { Run } from '../../../src/sandbox/client/run.js';
import type { CommandCall, SandboxUser } from '../../../src/sandbox/client/user.js';
import { connectSandbox, type SandboxClient } from '../../../src/sandbox/client.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** Longer than the slowest machine needs for the largest picture here. */
const PATIENCE_MS = 8 * 60_000;

export interface View {
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
}

/** Wide enough for one message and no more: the page shows no sidebar then. */
export const NARROW: View = { width: 680, height: 2000 };
export const DESKTOP: View = { width: 1240, height: 800 };
export const PHONE: View = { width: 390, height: 780 };

/** `npm run sandbox` and a browser before it: where the pictures of the documents are taken. */
export class Studio {
  readonly client: SandboxClient;
  readonly ada: SandboxUser;
  readonly #url: string;
  readonly #browser: Browser;
  readonly #end: () => Promise<void>;

  private constructor(url: string, client: SandboxClient, browser: Browser, end: () => Promise<void>) {
    this.#url = url;
    this.client = client;
    this.ada = client.user('ada');
    this.#browser = browser;
    this.#end = end;
  }

  static async open(): Promise<Studio> {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    const child = spawn(process.execPath, ['dist/playground/main.js', '--no-open', '--port', '0'], {
      cwd: ROOT,
      env: { ...process.env, ENGINE_EXTRACTOR: 'wavelet', DISCORD_TOKEN: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let url = '';
    for await (const line of createInterface({ input: child.stdout })) {
      url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '';
      if (url !== '') break;
    }
    const end = async () => {
      const exit = once(child, 'exit');
      child.kill('SIGINT');
      await exit;
      await browser.close();
    };
    return new Studio(url, await connectSandbox(url), browser, end);
  }

  close(): Promise<void> {
    return this.#end();
  }

  /** The page as somebody finds it who opens a channel. */
  async page(channel: string, view: View): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width: view.width, height: view.height },
      colorScheme: view.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const remembered = JSON.stringify(JSON.stringify({ channel }));
    await page.addInitScript(`localStorage.setItem('gramarye-sandbox', ${remembered})`);
    await page.goto(this.#url);
    await page.getByRole('combobox', { name: 'Write to' }).waitFor();
    return page;
  }

  /** `/stylize` with a sample photo. */
  async stylize(
    photo: string,
    options: Readonly<Record<string, string | number | boolean>> = {},
    channel = 'studio',
  ): Promise<Run> {
    const path = fileURLToPath(new URL(photo, new URL('../../../src/demo/', import.meta.url)));
    const picture = { name: basename(path), bytes: await readFile(path) };
    return this.ada.command({ channel, name: 'stylize', options: { picture, ...options } });
  }

  /** A command's answer, once it is there. */
  async answer(call: CommandCall): Promise<MessageView> {
    return (await this.ada.command(call)).message(PATIENCE_MS);
  }

  async finished(run: Run): Promise<MessageView> {
    return run.waitFor(
      ({ buttons }) => buttons.some(({ customId }) => customId?.startsWith('compare:')),
      PATIENCE_MS,
    );
  }

  /** One message by itself. */
  async message(message: MessageView, view: View = NARROW): Promise<Buffer> {
    const channel = (await this.client.state()).channels.find(({ id }) => id === message.channelId);
    const page = await this.page(channel?.name ?? '', view);
    const item = page.locator(`[data-message="${message.id}"]`);
    await settled(item);
    const bytes = await item.screenshot();
    await page.context().close();
    return bytes;
  }

  /** The composer with what it suggests, after `type` has put something into it. */
  async composer(type: (page: Page) => Promise<void>, channel = 'general'): Promise<Buffer> {
    const page = await this.page(channel, { width: 680, height: 760 });
    await type(page);
    await page.waitForTimeout(700);
    const boxes = [];
    for (const part of [page.locator('.popup'), page.locator('.composer')]) {
      const box = (await part.count()) === 0 ? null : await part.boundingBox();
      if (box !== null) boxes.push(box);
    }
    const top = Math.min(...boxes.map(({ y }) => y)) - 2;
    const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + 10;
    const clip = { x: 0, y: Math.max(0, top), width: 680, height: bottom - Math.max(0, top) };
    const bytes = await page.screenshot({ clip });
    await page.context().close();
    return bytes;
  }
}

/** Waits until every picture of an element has arrived. */
export async function settled(element: Locator): Promise<void> {
  await element.waitFor();
  for (const image of await element.getByRole('img').all()) {
    await image.evaluate('(image) => image.tagName === "IMG" && image.decode()').catch(() => undefined);
  }
  await element.page().mouse.move(0, 0);
  await element.page().waitForTimeout(250);
}

/** Begins a command in the composer, as typing its name and Enter do. */
export async function begin(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Write to' }).fill(name);
  await suggested(page).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'More options' }).waitFor();
  await page.waitForTimeout(200);
}

/** The first of what the composer suggests. */
function suggested(page: Page): Locator {
  return page.getByRole('listbox').getByRole('option').first();
}

/** Puts the first sample photo into the command. */
export async function takeSample(page: Page, index = 0): Promise<void> {
  await page.getByRole('button', { name: 'Sample photo' }).nth(index).click();
  await page.getByRole('combobox', { name: 'More options' }).waitFor();
  await page.waitForTimeout(200);
}

/** Takes an option, and types something into it. */
export async function typeOption(page: Page, name: string, value = ''): Promise<void> {
  const more = page.getByRole('combobox', { name: 'More options' });
  await more.focus();
  await page.keyboard.type(name);
  await suggested(page).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForTimeout(400);
  if (value !== '') await page.keyboard.type(value);
  await page.waitForTimeout(500);
}
