import { type ChatInputCommandInteraction, type Interaction, MessageFlags, Routes } from 'discord.js';
import { expect, it } from 'vitest';
import { codeOf, openScene } from './scene.js';

/** A command whose interaction the test answers itself. */
async function openByHand() {
  const received: ChatInputCommandInteraction[] = [];
  let arrived = () => {};
  const first = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const scene = await openScene({
    onCommand: {
      go: async (interaction) => {
        received.push(interaction);
        arrived();
      },
    },
  });
  const run = await scene.ada.command({ channel: 'studio', name: 'go' });
  await first;
  const [interaction] = received;
  if (interaction === undefined) throw new Error('no interaction arrived');
  return { ...scene, run, interaction };
}

it('takes no first answer after three seconds (10062), and tells the person', async () => {
  const { client, run, interaction } = await openByHand();
  expect((await run.view()).state).toBe('waiting');
  await client.control.passTime({ interactionId: run.interactionId, ms: 3000 });
  expect((await run.failed()).callbackType).toBeNull();
  expect(await codeOf(interaction.deferReply())).toBe(10062);
  await expect(run.message()).rejects.toThrow('the application did not respond');
});

it('lets three real seconds pass just as well', async () => {
  const { run } = await openByHand();
  const started = Date.now();
  await run.failed();
  expect(Date.now() - started).toBeGreaterThan(2000);
});

it('takes one first answer only (40060)', async () => {
  const { bot, run, interaction } = await openByHand();
  await interaction.reply('first');
  const again = bot.client.rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
    auth: false,
    body: { type: 4, data: { content: 'second' } },
  });
  expect(await codeOf(again)).toBe(40060);
  expect((await run.message()).text).toBe('first');
});

it('has no webhook before the first answer (10015)', async () => {
  const { bot, interaction } = await openByHand();
  const early = Routes.webhookMessage(interaction.applicationId, interaction.token);
  expect(await codeOf(bot.client.rest.patch(early, { auth: false, body: { content: 'early' } }))).toBe(10015);
});

it('knows no other token (10062, 50027)', async () => {
  const { bot, interaction } = await openByHand();
  const { rest } = bot.client;
  const callback = Routes.interactionCallback(interaction.id, 'other');
  expect(await codeOf(rest.post(callback, { auth: false, body: { type: 5 } }))).toBe(10062);
  const webhook = Routes.webhookMessage(interaction.applicationId, 'other');
  expect(await codeOf(rest.get(webhook, { auth: false }))).toBe(50027);
});

it('ends the token after fifteen minutes (50027), while the message can still be edited directly', async () => {
  const { client, ada, bot, run, interaction } = await openByHand();
  await interaction.deferReply();
  await interaction.editReply('working');
  await client.control.passTime({ interactionId: run.interactionId, ms: 14 * 60_000 });
  await interaction.editReply('still working');
  await client.control.expireToken(run.interactionId);
  expect(await codeOf(interaction.editReply('too late'))).toBe(50027);
  expect(await codeOf(interaction.followUp('too late'))).toBe(50027);
  expect(await codeOf(interaction.deleteReply())).toBe(50027);
  expect((await run.view()).tokenExpired).toBe(true);

  const message = await run.message();
  expect(message.text).toBe('still working');
  await bot.client.rest.patch(Routes.channelMessage(message.channelId, message.id), {
    body: { content: 'done' },
  });
  expect((await ada.message(message)).text).toBe('done');
  // discord.js keeps its own token through these refusals.
  expect(bot.client.isReady()).toBe(true);
});

it('fails a deferral that was never answered when its token ends', async () => {
  const { client, run, interaction } = await openByHand();
  await interaction.deferReply();
  await client.control.expireToken(run.interactionId);
  expect((await run.view()).state).toBe('failed');
});

it('defers without the V2 flag only', async () => {
  const { bot, interaction } = await openByHand();
  const callback = Routes.interactionCallback(interaction.id, interaction.token);
  const flags = MessageFlags.Ephemeral | MessageFlags.IsComponentsV2;
  expect(
    await codeOf(bot.client.rest.post(callback, { auth: false, body: { type: 5, data: { flags } } })),
  ).toBe(50035);
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
});

it('answers each kind of interaction with what fits it', async () => {
  const { bot, interaction } = await openByHand();
  const callback = Routes.interactionCallback(interaction.id, interaction.token);
  for (const type of [6, 7, 8]) {
    expect(await codeOf(bot.client.rest.post(callback, { auth: false, body: { type } }))).toBe(50035);
  }
  await interaction.deferReply();
});

it.each([
  ['lounge', 0],
  ['duo', 2],
])(
  'allows a user-installed app in #%s five follow-ups where it is not a member (40094), and no direct edits',
  async (channel, context) => {
    const received: Interaction[] = [];
    const { ada, bot } = await openScene({
      onCommand: {
        go: async (interaction) => {
          received.push(interaction);
          await interaction.reply('from afar');
          for (let count = 1; count <= 5; count++) await interaction.followUp(`follow-up ${count}`);
          expect(await codeOf(interaction.followUp('one too many'))).toBe(40094);
          await interaction.editReply('five were enough');
        },
      },
    });
    const run = await ada.command({ channel, name: 'go' });
    const message = await run.waitFor((reply) => reply.text === 'five were enough', 20_000);
    const interaction = received[0];
    expect(interaction?.context).toBe(context);
    expect(Object.keys(interaction?.authorizingIntegrationOwners ?? {})).not.toContain('0');
    const direct = Routes.channelMessage(message.channelId, message.id);
    expect(await codeOf(bot.client.rest.patch(direct, { body: { content: 'no' } }))).toBe(50001);
    expect(bot.errors).toEqual([]);
  },
);
