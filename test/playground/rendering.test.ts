import {
  ButtonStyle,
  type ChatInputCommandInteraction,
  ComponentType,
  MessageFlags,
  type ModalSubmitInteraction,
  TextInputStyle,
} from 'discord.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GO, openScene, png } from '../sandbox/scene.js';
import { hasChromium, launchBrowser, openPage } from './browser.js';

type Answer = (interaction: ChatInputCommandInteraction) => Promise<unknown>;

let browser: Browser;

/** What the page makes of whatever a bot may send: no bot of ours, one that each test writes. */
describe.skipIf(!hasChromium)('the page (needs /usr/bin/chromium)', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('shows every component, and hides what is marked as a spoiler until it is asked for', async () => {
    const files = await Promise.all(
      ['one.png', 'two.png', 'three.png'].map(async (name) => ({ name, attachment: await png(60, 40) })),
    );
    const page = await answered((interaction) =>
      interaction.reply({
        flags: MessageFlags.IsComponentsV2,
        files: [...files, { name: 'notes.txt', attachment: Buffer.from('notes') }],
        components: [
          {
            type: ComponentType.Container,
            accent_color: 0x6d5dfc,
            components: [
              {
                type: ComponentType.Section,
                components: [
                  {
                    type: ComponentType.TextDisplay,
                    content: '### Title\n**bold** ||secret|| <t:1700000000:R>',
                  },
                ],
                accessory: {
                  type: ComponentType.Thumbnail,
                  media: { url: 'attachment://one.png' },
                  description: 'a thumbnail',
                },
              },
              { type: ComponentType.Separator, divider: true },
              {
                type: ComponentType.MediaGallery,
                items: [
                  { media: { url: 'attachment://two.png' }, description: 'in sight' },
                  { media: { url: 'attachment://three.png' }, description: 'out of sight', spoiler: true },
                ],
              },
              { type: ComponentType.File, file: { url: 'attachment://notes.txt' } },
              {
                type: ComponentType.ActionRow,
                components: [
                  {
                    type: ComponentType.Button,
                    style: ButtonStyle.Link,
                    label: 'Elsewhere',
                    url: 'https://example.org/',
                  },
                  {
                    type: ComponentType.Button,
                    style: ButtonStyle.Primary,
                    label: 'Off',
                    custom_id: 'off',
                    disabled: true,
                  },
                ],
              },
            ],
          },
        ],
      }),
    );
    await page.getByRole('heading', { name: 'Title' }).waitFor();
    expect(await page.locator('strong').innerText()).toBe('bold');
    expect(await page.locator('time', { hasText: 'years ago' }).getAttribute('title')).toContain('2023');
    expect(await page.getByRole('link', { name: 'notes.txt' }).innerText()).toContain('5 B');
    expect(await page.getByRole('link', { name: 'Elsewhere' }).getAttribute('href')).toBe(
      'https://example.org/',
    );
    expect(await page.getByRole('button', { name: 'Off' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Enlarge: a thumbnail' }).waitFor();

    // Two spoilers: in the text and in the gallery.
    const hidden = page.getByRole('button', { name: 'Show what is hidden' });
    expect(await hidden.count()).toBe(2);
    await hidden.first().click();
    await hidden.click();
    await page.getByRole('button', { name: 'Enlarge: out of sight' }).click();
    await page.getByRole('dialog', { name: 'out of sight' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('img', { name: 'in sight', exact: true }).last().waitFor();
  });

  it('shows content, embeds and attachments of messages of the older kind', async () => {
    const picture = await png(60, 40);
    const page = await answered((interaction) =>
      interaction.reply({
        content: 'Hello *there*',
        files: [
          { name: 'SPOILER_a.png', attachment: picture },
          { name: 'b.bin', attachment: Buffer.alloc(2000) },
        ],
        embeds: [
          {
            title: 'An embed',
            description: '1. first\n2. second',
            color: 0x00_80_00,
            fields: [{ name: 'Field', value: '`value`', inline: true }],
            footer: { text: 'the foot' },
          },
        ],
      }),
    );
    await page.locator('em', { hasText: 'there' }).waitFor();
    await said(page).getByText('An embed').waitFor();
    expect(await page.locator('.embed ol > li').allInnerTexts()).toEqual(['first', 'second']);
    expect(await page.locator('.embed dd code').innerText()).toBe('value');
    await said(page).getByText('the foot').waitFor();
    await page.getByRole('link', { name: 'b.bin' }).waitFor();
    await page.getByRole('button', { name: 'Show what is hidden' }).waitFor();
  });

  it('says that the bot is thinking, then what it thought; only a later change is an edit', async () => {
    const steps: (() => void)[] = [];
    const step = () => new Promise<void>((resolve) => steps.push(resolve));
    const page = await answered(async (interaction) => {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await step();
      await interaction.editReply('a thought');
      await step();
      await interaction.editReply('a better thought');
    });
    await said(page).getByText('Gramarye is thinking…').waitFor();
    steps.shift()?.();
    await said(page).getByText('a thought', { exact: true }).waitFor();
    await said(page).getByText('Only you can see this').waitFor();
    expect(await said(page).getByText('(edited)').count()).toBe(0);
    await expect.poll(() => steps.length).toBe(1);
    steps.shift()?.();
    await said(page).getByText('a better thought').waitFor();
    await said(page).getByText('(edited)').waitFor();
  });

  it('opens the bot’s form, holds what is missing back, and sends what was filled in', async () => {
    const received: Record<string, string>[] = [];
    const page = await answered(
      (interaction) =>
        interaction.showModal({
          custom_id: 'form',
          title: 'Name your style',
          components: [
            {
              type: ComponentType.Label,
              label: 'Name',
              description: 'Short, please',
              component: {
                type: ComponentType.TextInput,
                custom_id: 'name',
                style: TextInputStyle.Short,
                max_length: 10,
              },
            },
            {
              type: ComponentType.Label,
              label: 'Words',
              component: {
                type: ComponentType.TextInput,
                custom_id: 'words',
                style: TextInputStyle.Paragraph,
                required: false,
              },
            },
          ],
        }),
      async (interaction) => {
        received.push({
          name: interaction.fields.getTextInputValue('name'),
          words: interaction.fields.getTextInputValue('words'),
        });
        await interaction.reply('Saved.');
      },
    );
    const form = page.getByRole('dialog', { name: 'Name your style' });
    await form.waitFor();
    await form.getByRole('button', { name: 'Submit' }).click();
    expect(await form.isVisible()).toBe(true);
    await form.getByLabel('Name').fill('Lagoon');
    await form.getByLabel('Words').fill('two\nlines');
    await form.getByRole('button', { name: 'Submit' }).click();
    await said(page).getByText('Saved.').waitFor();
    expect(received).toEqual([{ name: 'Lagoon', words: 'two\nlines' }]);
    expect(await form.count()).toBe(0);
  });

  it('says when a press came to nothing', async () => {
    const page = await answered((interaction) =>
      interaction.reply({
        content: 'Press',
        components: [
          {
            type: ComponentType.ActionRow,
            components: [
              {
                type: ComponentType.Button,
                style: ButtonStyle.Danger,
                label: 'Into the void',
                custom_id: 'void',
              },
            ],
          },
        ],
      }),
    );
    const button = page.getByRole('button', { name: 'Into the void' });
    await button.click();
    await expect.poll(() => button.getAttribute('aria-busy')).toBe('true');
    await said(page).getByText('This did not work: the application did not respond.').waitFor();
    expect(await button.getAttribute('aria-busy')).toBe('false');
  });
});

/** The messages: what the page reads aloud says the same again. */
const said = (page: Page) => page.locator('.messages');

/** The page of Ada, who has used `/go` on a bot that answers so. */
async function answered(
  answer: Answer,
  submitted: (interaction: ModalSubmitInteraction) => Promise<unknown> = async () => undefined,
): Promise<Page> {
  const { client } = await openScene({
    commands: [GO],
    onCommand: { go: answer },
    onInteraction: async (interaction) => (interaction.isModalSubmit() ? submitted(interaction) : undefined),
  });
  const page = await openPage(browser, client.url, '#studio');
  const line = page.getByRole('combobox', { name: 'Write to' });
  await line.fill('/go');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'More options' }).waitFor();
  await page.keyboard.press('Enter');
  return page;
}
