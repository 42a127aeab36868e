import type {
  AutocompleteInput,
  CommandInput,
  CommandOptionView,
  ModalInput,
  PostInput,
  PressInput,
} from '../api.js';
import { INTERACTION } from '../forms/callback.js';
import { OPTION } from '../forms/commands.js';
import { COMPONENT } from '../forms/components.js';
import { FLAG } from '../forms/message.js';
import type { Interaction } from '../interactions/interactions.js';
import { integrationOwners, interactionPayload } from '../interactions/payload.js';
import { eachComponent } from '../messages/body.js';
import { EMPTY_BODY } from '../messages/compose.js';
import type { Services } from '../services.js';
import { wireAttachment, wireMessage } from '../wire/messages.js';
import { wireUser } from '../wire/users.js';
import type { Channel, Command, Message, User } from '../world/world.js';
import { commandFor } from './available.js';
import { optionViews } from './command-views.js';
import { HumanError } from './human-error.js';
import { channelNamed, messageSeenBy, personNamed } from './lookup.js';
import { type ModalField, modalFields } from './modal-views.js';
import { commandOptions, type ResolvedOptions, takeUpload } from './options.js';

type Wire = Record<string, unknown>;

/** Runs a command as its user: a slash command with options, or one from a message's or a user's menu. */
export function runCommand(services: Services, user: User, input: CommandInput): Interaction {
  const channel = channelNamed(services, user, input.channel);
  const command = commandFor(services, user, channel, input);
  const data = commandData(services, command, input);
  const target = command.type === 3 ? messageSeenBy(services.world, user, input.target ?? '') : null;
  const interaction = services.interactions.create({
    type: INTERACTION.COMMAND,
    userId: user.id,
    channelId: channel.id,
    owners: integrationOwners(services.world, channel, user.id),
    commandName: [command.name, ...(input.path ?? [])].join(' '),
    commandType: command.type,
    targetMessageId: target?.id ?? null,
  });
  dispatch(services, interaction, channel, data(user, undefined));
  return interaction;
}

/** Types into an option: sends what is filled in so far, and asks for suggestions. */
export function askAutocomplete(services: Services, user: User, input: AutocompleteInput): Interaction {
  const channel = channelNamed(services, user, input.channel);
  const command = commandFor(services, user, channel, input);
  const focused = { name: input.focused, value: input.value };
  const definition = leafOptions(command, input.path ?? []).find((option) => option.name === input.focused);
  const data = commandData(services, command, input)(user, focused);
  const interaction = services.interactions.create({
    type: INTERACTION.AUTOCOMPLETE,
    userId: user.id,
    channelId: channel.id,
    owners: integrationOwners(services.world, channel, user.id),
    commandName: command.name,
    commandType: command.type,
    numericFocus: definition?.type === OPTION.INTEGER || definition?.type === OPTION.NUMBER,
  });
  dispatch(services, interaction, channel, data);
  return interaction;
}

/** Presses a button or picks from a select. */
export function useComponent(services: Services, user: User, input: PressInput): Interaction {
  const message = messageSeenBy(services.world, user, input.messageId);
  const component = [...eachComponent(message.components)].find(
    (candidate) => candidate.custom_id === input.customId,
  );
  if (component === undefined) {
    throw new HumanError(`The message has no button or select “${input.customId}”.`, 404);
  }
  if (component.disabled === true) throw new HumanError(`“${input.customId}” is disabled.`);
  if (message.flags & FLAG.LOADING) throw new HumanError('The bot is still thinking.');
  const isButton = component.type === COMPONENT.BUTTON;
  if (!isButton) checkSelection(component, input.values ?? []);
  const channel = channelOf(services, message);
  const interaction = services.interactions.create({
    type: INTERACTION.COMPONENT,
    userId: user.id,
    channelId: channel.id,
    owners: integrationOwners(services.world, channel, user.id),
    sourceMessageId: message.id,
  });
  dispatch(services, interaction, channel, {
    custom_id: input.customId,
    component_type: component.type,
    id: component.id,
    ...(isButton ? {} : { values: input.values ?? [], resolved: {} }),
  });
  return interaction;
}

function checkSelection(component: Readonly<Wire>, values: readonly string[]): void {
  const least = typeof component.min_values === 'number' ? component.min_values : 1;
  const most = typeof component.max_values === 'number' ? component.max_values : 1;
  if (values.length < least || values.length > most) {
    throw new HumanError(`Pick ${least === most ? least : `${least} to ${most}`}, not ${values.length}.`);
  }
  if (component.type !== COMPONENT.STRING_SELECT || !Array.isArray(component.options)) return;
  const known = component.options.map((option: { value: string }) => option.value);
  for (const value of values) {
    if (!known.includes(value))
      throw new HumanError(`There is no “${value}” to pick. There are: ${known.join(', ')}.`);
  }
}

/** Fills in and sends a modal that an interaction has opened. */
export function submitModal(services: Services, user: User, input: ModalInput): Interaction {
  const opener = services.interactions.get(input.interactionId);
  if (opener === null || opener.modal === null || opener.userId !== user.id) {
    throw new HumanError(`Interaction ${input.interactionId} opened no modal for ${user.username}.`, 404);
  }
  const { modal } = opener;
  const channel = services.world.channels.get(opener.channelId);
  if (channel === undefined) throw new HumanError('The channel is gone.', 404);
  const attachments: Record<string, Wire> = {};
  let id = 0;
  const value = (field: ModalField): Wire => {
    const given = input.fields[field.custom_id];
    const base = { type: field.type, id: ++id, custom_id: field.custom_id };
    if (given === undefined && field.required !== false) {
      throw new HumanError(`“${field.custom_id}” must be filled in.`);
    }
    if (field.type === COMPONENT.TEXT_INPUT) {
      const text = typeof given === 'string' ? given : '';
      const length = [...text].length;
      if (length < (field.min_length ?? 0) || length > (field.max_length ?? 4000)) {
        throw new HumanError(
          `“${field.custom_id}” takes ${field.min_length ?? 0} to ${field.max_length ?? 4000} characters.`,
        );
      }
      return { ...base, value: text };
    }
    const values = given === undefined ? [] : typeof given === 'string' ? [given] : [...given];
    if (field.type !== COMPONENT.FILE_UPLOAD) return { ...base, values };
    const files = values.map((upload) => takeUpload(services, field.custom_id, { upload }));
    for (const file of files) {
      services.files.keepForCommand(file);
      attachments[file.id] = wireAttachment(services, file);
    }
    return { ...base, values: files.map((file) => file.id) };
  };
  for (const name of Object.keys(input.fields)) {
    if (!modalFields(modal).some(({ field }) => field.custom_id === name)) {
      throw new HumanError(`The modal has no field “${name}”.`);
    }
  }
  const components = modal.components.map((part): Wire => {
    const partId = ++id;
    if (part.type === COMPONENT.LABEL)
      return { type: part.type, id: partId, component: value(part.component) };
    if (part.type === COMPONENT.ACTION_ROW) {
      return { type: part.type, id: partId, components: part.components.map(value) };
    }
    return { type: part.type, id: partId };
  });
  const interaction = services.interactions.create({
    type: INTERACTION.MODAL_SUBMIT,
    userId: user.id,
    channelId: channel.id,
    owners: opener.owners,
    sourceMessageId: opener.sourceMessageId,
    openedBy: services.interactions.metadata(opener, null),
  });
  dispatch(services, interaction, channel, {
    custom_id: modal.custom_id,
    components,
    ...(Object.keys(attachments).length === 0 ? {} : { resolved: { attachments } }),
  });
  return interaction;
}

/** Writes an ordinary message. */
export function postMessage(services: Services, user: User, input: PostInput): Message {
  const channel = channelNamed(services, user, input.channel);
  const files = (input.files ?? []).map((upload) => takeUpload(services, 'files', { upload }));
  const content = input.content ?? '';
  if (content === '' && files.length === 0) throw new HumanError('Write something or attach a file.');
  const attachments = files.map((file) => ({ ...file, ephemeral: false, ownerId: channel.id }));
  return services.messages.create({
    channelId: channel.id,
    authorId: user.id,
    body: { ...EMPTY_BODY, content, attachments },
  });
}

function dispatch(services: Services, interaction: Interaction, channel: Channel, data: Wire): void {
  services.interactions.changed(interaction);
  services.gateway.dispatch('INTERACTION_CREATE', interactionPayload(services, interaction, channel, data));
}

function channelOf(services: Services, message: Message): Channel {
  const channel = services.world.channels.get(message.channelId);
  if (channel === undefined) throw new HumanError('The channel is gone.', 404);
  return channel;
}

/** `data` of a command's interaction, once with all values and while typing. */
function commandData(services: Services, command: Command, input: CommandInput) {
  return (user: User, focused: { name: string; value: string | number } | undefined): Wire => {
    const base: Wire = {
      id: command.id,
      name: command.name,
      type: command.type,
      ...(command.guildId === null ? {} : { guild_id: command.guildId }),
    };
    if (command.type === 3) {
      const message = messageSeenBy(services.world, user, input.target ?? '');
      return {
        ...base,
        target_id: message.id,
        resolved: { messages: { [message.id]: wireMessage(services, message) } },
      };
    }
    if (command.type === 2) {
      const target = personNamed(services.world, input.target ?? '');
      return { ...base, target_id: target.id, resolved: { users: { [target.id]: wireUser(target) } } };
    }
    const path = input.path ?? [];
    const read = commandOptions(services, leafOptions(command, path), input.options ?? {}, focused);
    return { ...base, ...nestOptions(path, read) };
  };
}

/** The options of the command itself, or of the subcommand that the path names. */
function leafOptions(command: Command, path: readonly string[]): readonly CommandOptionView[] {
  let options: readonly CommandOptionView[] = optionViews(command.definition.options);
  for (const name of path) {
    const next = options.find((option) => option.name === name && option.type <= OPTION.SUB_COMMAND_GROUP);
    if (next === undefined) throw new HumanError(`/${command.name} has no subcommand “${name}”.`, 404);
    options = next.options;
  }
  if (options.some((option) => option.type <= OPTION.SUB_COMMAND_GROUP)) {
    throw new HumanError(`/${command.name} needs a subcommand.`);
  }
  return options;
}

function nestOptions(path: readonly string[], read: ResolvedOptions): Wire {
  let options = read.options;
  for (const [depth, name] of [...path.entries()].reverse()) {
    const isGroup = depth < path.length - 1;
    options = [{ name, type: isGroup ? OPTION.SUB_COMMAND_GROUP : OPTION.SUB_COMMAND, options }];
  }
  return {
    ...(options.length === 0 ? {} : { options }),
    ...(Object.keys(read.resolved).length === 0 ? {} : { resolved: read.resolved }),
  };
}
