import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createLogger } from '../../src/logger.js';
import { startSandbox } from '../../src/sandbox/server.js';
import { FixtureBot } from './bot.js';

it('takes a picture to a real discord.js client and its answer back', async () => {
  const log = createLogger({ name: 'sandbox', level: 'silent', format: 'json' });
  const sandbox = await startSandbox({ log });
  const picture = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const bot = await FixtureBot.login(sandbox.settings, {
    commands: [
      {
        name: 'stylize',
        description: 'Repaint a picture',
        options: [{ type: 11, name: 'picture', description: 'The picture', required: true }],
      },
    ],
    onCommand: {
      stylize: async (interaction) => {
        await interaction.deferReply();
        const given = interaction.options.getAttachment('picture', true);
        const bytes = Buffer.from(await (await fetch(given.url)).arrayBuffer());
        await interaction.editReply({
          content: `got ${given.width}×${given.height}`,
          files: [{ attachment: bytes, name: 'out.png' }],
        });
      },
    },
  });
  try {
    await sandbox.client.botReady();
    const ada = sandbox.client.user('ada');
    const run = await ada.command({
      channel: 'studio',
      name: 'stylize',
      options: { picture: { name: 'in.png', bytes: picture } },
    });
    const message = await run.message();
    expect(message.text).toBe('got 30×20');
    expect(message.pictures).toHaveLength(1);
    expect(await ada.download(message.pictures[0]?.url ?? '')).toEqual(picture);
    expect(bot.errors).toEqual([]);
  } finally {
    await bot.logout();
    await sandbox.stop();
  }
});
