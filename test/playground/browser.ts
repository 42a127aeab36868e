import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

/** The sandbox's page, in a browser that remembers nothing, as somebody opens it in a channel. */
export async function openPage(
  browser: Browser,
  url: string,
  channel: string,
  options: { width?: number; height?: number } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1200, height: options.height ?? 800 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.addInitScript(
    (name) => localStorage.setItem('gramarye-sandbox', JSON.stringify({ channel: name.replace('#', '') })),
    channel,
  );
  await page.goto(url);
  await page.getByRole('heading', { level: 1, name: channel }).waitFor();
  return page;
}
