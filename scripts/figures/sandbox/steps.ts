import { begin, DESKTOP, PHONE, type Studio, settled, takeSample, typeOption } from './studio.js';

/** The steps of docs/sandbox.md, each a whole page. */
export async function takeSteps(
  studio: Studio,
  keep: (name: string, png: Buffer) => Promise<void>,
): Promise<void> {
  const page = await studio.page('studio', DESKTOP);
  await page.locator('.first-samples').waitFor();
  await keep('open', await page.screenshot());

  await page.getByRole('combobox', { name: 'Write to' }).fill('/');
  await page.locator('.popup').waitFor();
  await keep('commands', await page.screenshot());

  await begin(page, '/stylize');
  await takeSample(page);
  await typeOption(page, 'style', 'ti');
  await page.waitForTimeout(400);
  await keep('compose', await page.screenshot());
  await page.keyboard.press('Enter');
  await page.waitForTimeout(200);
  await typeOption(page, 'size', '384');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(200);
  await page.keyboard.press('Enter');
  const message = page.locator('.message:not(.pending)').last();
  await message.getByText(/▰{4}/).waitFor({ timeout: 240_000 });
  await settled(message);
  await keep('progress', await page.screenshot());

  await message.getByRole('button', { name: 'Compare' }).waitFor({ timeout: 480_000 });
  await message.getByRole('button', { name: 'Compare' }).click();
  const comparison = page.locator('.message:not(.pending)').last();
  await comparison.getByText('Only you can see this').waitFor();
  await settled(comparison);
  await keep('compare', await page.screenshot());

  await begin(page, '/history');
  await page.keyboard.press('Enter');
  const history = page.locator('.message:not(.pending)').last();
  await history.getByText('Your pictures').waitFor();
  await settled(history);
  await keep('history', await page.screenshot());

  await message.hover();
  await message.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /Look behind/ }).click();
  await page.getByRole('tab', { name: 'Faults' }).click();
  await page.getByRole('switch', { name: /Refuse edits/ }).click();
  await page.waitForTimeout(600);
  await keep('drawer', await page.screenshot());
  await studio.client.control.clearFaults();
  await page.context().close();

  const night = await studio.page('studio', { ...DESKTOP, dark: true });
  await settled(night.locator('.message').first());
  await night.locator('.message').first().scrollIntoViewIfNeeded();
  await keep('dark', await night.screenshot());
  await night.context().close();
  const phone = await studio.page('studio', PHONE);
  await settled(phone.locator('.message').first());
  await phone.locator('.message').first().getByRole('button', { name: 'Again' }).scrollIntoViewIfNeeded();
  await phone.waitForTimeout(300);
  await keep('phone', await phone.screenshot());
  await phone.context().close();
}
