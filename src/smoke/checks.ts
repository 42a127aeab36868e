import { randomBytes } from 'node:crypto';
import {
  ApplicationIntegrationType,
  type Client,
  ComponentType,
  DiscordAPIError,
  type Message,
  MessageFlags,
  type TextChannel,
} from 'discord.js';
import sharp from 'sharp';
import { inviteLink } from '../bot/invite.js';
import { COLOURS, container, picture, text } from '../bot/views/components.js';
import type { Checklist } from './checklist.js';
import { missingPermissions } from './place.js';

const MEGABYTE = 1024 * 1024;
/** Just under the least that Discord takes anywhere. */
const UPLOAD_BYTES = 9.5 * MEGABYTE;

/** What can be seen of the application itself. */
export async function checkApplication(client: Client<true>, list: Checklist): Promise<void> {
  const application = await client.application.fetch();
  list.tick('ok', 'application', `${application.name ?? '?'} (${application.id})`);
  const endpoint = application.interactionsEndpointURL;
  list.tick(
    endpoint === null ? 'ok' : 'failed',
    'interactions come by the gateway',
    endpoint === null ? '' : 'empty “Interactions Endpoint URL” under General Information in the portal',
  );
  const kinds = application.integrationTypesConfig ?? {};
  const missing = [
    ...(ApplicationIntegrationType.GuildInstall in kinds ? [] : ['Guild Install']),
    ...(ApplicationIntegrationType.UserInstall in kinds ? [] : ['User Install']),
  ];
  list.tick(
    missing.length === 0 ? 'ok' : 'failed',
    'can be installed for servers and for people',
    missing.length === 0 ? '' : `tick ${missing.join(' and ')} under Installation in the portal`,
  );
  list.note(`  Invite it with: ${inviteLink(application.id)}`);
}

/** Permissions, then a message as the bot's are: sent, edited with another picture, deleted; then a large file. */
export async function checkChannel(channel: TextChannel, list: Checklist): Promise<void> {
  const missing = missingPermissions(channel);
  list.tick(
    missing.length === 0 ? 'ok' : 'failed',
    `permissions in #${channel.name}`,
    missing.length === 0 ? '' : `missing: ${missing.join(', ')}`,
  );
  const message = await list.check('a message with a picture is sent', () => send(channel));
  if (message !== null) {
    await list.check('and edited', () => edit(message));
    await list.check('and deleted', () => message.delete());
  }
  await list.check(`a file of ${UPLOAD_BYTES / MEGABYTE} MiB is taken`, () => sendLarge(channel));
}

async function send(channel: TextChannel): Promise<Message> {
  return told(
    channel.send({
      flags: MessageFlags.IsComponentsV2,
      components: view('first.png', 'Gramarye is being tried here. This message goes away by itself.'),
      files: [{ name: 'first.png', attachment: await square('#6d5dfc') }],
      allowedMentions: { parse: [] },
    }),
  );
}

async function edit(message: Message): Promise<void> {
  const edited = await told(
    message.edit({
      components: view('second.png', 'It was edited.'),
      files: [{ name: 'second.png', attachment: await square('#f4a259') }],
      attachments: [],
      allowedMentions: { parse: [] },
    }),
  );
  if (!edited.flags.has(MessageFlags.IsComponentsV2)) throw new Error('it is not Components V2 any more');
}

async function sendLarge(channel: TextChannel): Promise<void> {
  const message = await told(
    channel.send({
      flags: MessageFlags.IsComponentsV2,
      components: [{ type: ComponentType.File, file: { url: 'attachment://large.bin' } }],
      files: [{ name: 'large.bin', attachment: randomBytes(UPLOAD_BYTES) }],
    }),
  );
  await message.delete();
}

function view(file: string, words: string) {
  return [container(COLOURS.plain, picture(file, 'A square of one colour'), text(words))];
}

function square(background: string): Promise<Buffer> {
  return sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Discord's own words on a refusal; its error has the address in it, which is nobody's business. */
async function told<Value>(request: Promise<Value>): Promise<Value> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof DiscordAPIError) throw new Error(`Discord says ${error.code}: ${error.message}`);
    throw error;
  }
}
