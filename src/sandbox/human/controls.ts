import type { z } from 'zod';
import { unreachable } from '../../errors.js';
import type { Interaction } from '../interactions/interactions.js';
import type { Services } from '../services.js';
import { wireChannel } from '../wire/places.js';
import { PERMISSIONS } from '../world/permissions.js';
import type { Channel } from '../world/world.js';
import { type ControlName, controlInputs } from './forms.js';
import { HumanError } from './human-error.js';
import { personNamed } from './lookup.js';
import { addPerson, setBotMember, setRole } from './membership.js';
import { reset } from './reset.js';

const QUARTER_HOUR_MS = 15 * 60_000;

type Inputs = { [Name in ControlName]: { name: Name; input: z.output<(typeof controlInputs)[Name]> } };
type Control = Inputs[ControlName];

export function readControl(name: string, body: unknown): Control {
  if (!Object.hasOwn(controlInputs, name)) {
    throw new HumanError(
      `There is no control “${name}”. There are: ${Object.keys(controlInputs).join(', ')}.`,
      404,
    );
  }
  const control = name as ControlName;
  const input = controlInputs[control].safeParse(body);
  if (!input.success)
    throw new HumanError(
      input.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    );
  return { name: control, input: input.data } as Control;
}

/** Carries out what no user and no bot can do: pass time, break things, change the world. */
export function runControl(services: Services, control: Control): void {
  const { world, changes, gateway, faults, interactions } = services;
  switch (control.name) {
    case 'expire-token':
      interactions.passTime(interactionOf(services, control.input.interactionId), QUARTER_HOUR_MS + 1);
      return;
    case 'pass-time':
      passTime(services, control.input);
      return;
    case 'drop-gateway':
      gateway.drop(control.input);
      return;
    case 'fail-next':
      faults.add(control.input);
      return;
    case 'switch-fault':
      faults.switch(control.input.name, control.input.fault);
      changes.push({ op: 'faults' });
      return;
    case 'clear-faults':
      faults.clear();
      changes.push({ op: 'faults' });
      return;
    case 'reset':
      reset(services);
      return;
    case 'set-attachment-limit':
      world.attachmentSizeLimit = control.input.bytes;
      return;
    case 'set-permissions': {
      const channel = channelOf(services, control.input.channel);
      const { who, allow, deny } = control.input;
      setOverwrite(services, channel, who, bitsOf(allow), bitsOf(deny));
      gateway.dispatch('CHANNEL_UPDATE', wireChannel(world, channel), { guilds: true });
      changes.push({ op: 'channel', channelId: channel.id });
      return;
    }
    case 'set-age-restricted': {
      const channel = channelOf(services, control.input.channel);
      channel.nsfw = control.input.restricted;
      gateway.dispatch('CHANNEL_UPDATE', wireChannel(world, channel), { guilds: true });
      changes.push({ op: 'channel', channelId: channel.id });
      return;
    }
    case 'set-locale':
      personNamed(world, control.input.user).locale = control.input.locale;
      return;
    case 'set-direct-messages':
      personNamed(world, control.input.user).acceptsDirectMessages = control.input.accepted;
      return;
    case 'add-person':
      addPerson(services, control.input.user);
      changes.push({ op: 'gateway', connected: gateway.ready });
      return;
    case 'set-role':
      setRole(services, control.input);
      changes.push({ op: 'gateway', connected: gateway.ready });
      return;
    case 'set-bot-member':
      setBotMember(services, control.input);
      changes.push({ op: 'gateway', connected: gateway.ready });
      return;
    case 'delete-message': {
      const message = world.messages.get(control.input.messageId);
      if (message === undefined) throw new HumanError('There is no such message.', 404);
      services.messages.delete(message);
      return;
    }
    case 'delete-channel': {
      const channel = channelOf(services, control.input.channel);
      world.channels.delete(channel.id);
      for (const message of [...world.messages.values()]) {
        if (message.channelId === channel.id) services.messages.delete(message);
      }
      gateway.dispatch('CHANNEL_DELETE', wireChannel(world, channel), { guilds: true });
      changes.push({ op: 'channel', channelId: channel.id });
      return;
    }
    default:
      unreachable(control);
  }
}

function passTime(services: Services, input: z.output<(typeof controlInputs)['pass-time']>): void {
  if (input.interactionId !== undefined) {
    services.interactions.passTime(interactionOf(services, input.interactionId), input.ms);
  }
  if (input.messageId !== undefined) {
    const message = services.world.messages.get(input.messageId);
    if (message === undefined) throw new HumanError('There is no such message.', 404);
    message.aged += input.ms;
    for (const attachment of message.attachments) attachment.aged += input.ms;
  }
  if (input.interactionId === undefined && input.messageId === undefined) {
    throw new HumanError('Say for what time shall pass: interactionId or messageId.');
  }
}

function interactionOf(services: Services, id: string): Interaction {
  const interaction = services.interactions.get(id);
  if (interaction === null) throw new HumanError('There is no such interaction.', 404);
  return interaction;
}

function channelOf(services: Services, nameOrId: string): Channel {
  const wanted = nameOrId.replace(/^#/, '');
  for (const channel of services.world.channels.values()) {
    if (channel.id === wanted || channel.name === wanted) return channel;
  }
  throw new HumanError(`There is no channel “${nameOrId}”.`, 404);
}

function bitsOf(names: readonly string[]): bigint {
  return Object.entries(PERMISSIONS)
    .filter(([name]) => names.includes(name))
    .reduce((sum, [, bit]) => sum | bit, 0n);
}

function setOverwrite(services: Services, channel: Channel, who: string, allow: bigint, deny: bigint): void {
  const { world } = services;
  if (channel.guildId === null) throw new HumanError('Only a server’s channel has permissions to set.');
  const id =
    who === 'everyone'
      ? channel.guildId
      : who === 'bot'
        ? world.application.botId
        : personNamed(world, who).id;
  const existing = channel.overwrites.find((overwrite) => overwrite.id === id);
  if (existing === undefined) {
    channel.overwrites.push({ id, type: who === 'everyone' ? 'role' : 'member', allow, deny });
    return;
  }
  existing.allow = allow;
  existing.deny = deny;
}
