import type { CommandOptionView, OptionInput } from '../api.js';
import { OPTION } from '../forms/commands.js';
import type { Services } from '../services.js';
import { wireAttachment } from '../wire/messages.js';
import { wireChannel, wireRole } from '../wire/places.js';
import { wireUser } from '../wire/users.js';
import { type StoredAttachment, userOf } from '../world/world.js';
import { HumanError } from './human-error.js';
import { personNamed } from './lookup.js';

type Wire = Record<string, unknown>;

export interface ResolvedOptions {
  readonly options: Wire[];
  /** Users, roles, channels and attachments that the options name. */
  readonly resolved: Wire;
}

/**
 * A person's values as Discord's client would send them: every option known, required ones given, types, limits and
 * choices kept. While typing (`focused`), what is not filled in yet is left out and the typed value is sent raw.
 */
export function commandOptions(
  services: Services,
  definitions: readonly CommandOptionView[],
  given: Readonly<Record<string, OptionInput>>,
  focused?: { name: string; value: string | number },
): ResolvedOptions {
  for (const name of Object.keys(given)) {
    if (!definitions.some((definition) => definition.name === name)) {
      const names = definitions.map((definition) => definition.name).join(', ');
      throw new HumanError(`The command has no option “${name}”. It has: ${names || 'none'}.`);
    }
  }
  const options: Wire[] = [];
  const resolved: Record<string, Wire> = {};
  for (const definition of definitions) {
    const { name, type } = definition;
    if (focused?.name === name) {
      if (!definition.autocomplete) throw new HumanError(`Option “${name}” has no autocomplete.`);
      options.push({ name, type, value: focused.value, focused: true });
      continue;
    }
    const input = given[name];
    if (input === undefined) {
      if (definition.required && focused === undefined) throw new HumanError(`Option “${name}” is required.`);
      continue;
    }
    const value = readValue(services, definition, input, resolved);
    options.push({ name, type, value });
  }
  return { options, resolved: focused === undefined ? resolved : {} };
}

function readValue(
  services: Services,
  definition: CommandOptionView,
  input: OptionInput,
  resolved: Record<string, Wire>,
): string | number | boolean {
  const { name, type } = definition;
  const note = (kind: string, id: string, value: Wire) => {
    resolved[kind] = { ...resolved[kind], [id]: value };
    return id;
  };
  switch (type) {
    case OPTION.STRING:
      return readText(definition, input);
    case OPTION.INTEGER:
    case OPTION.NUMBER:
      return readNumber(definition, input);
    case OPTION.BOOLEAN:
      if (typeof input !== 'boolean') throw new HumanError(`Option “${name}” takes true or false.`);
      return input;
    case OPTION.USER: {
      const user = personNamed(services.world, String(input));
      return note('users', user.id, wireUser(userOf(services.world, user.id)));
    }
    case OPTION.ROLE: {
      const roles = [...services.world.guilds.values()].flatMap((guild) => guild.roles);
      const role = roles.find((candidate) => candidate.id === input || candidate.name === input);
      if (role === undefined) throw new HumanError(`There is no role “${String(input)}”.`);
      return note('roles', role.id, wireRole(role));
    }
    case OPTION.CHANNEL: {
      const wanted = String(input).replace(/^#/, '');
      const channel = [...services.world.channels.values()].find(
        (candidate) => candidate.id === wanted || candidate.name === wanted,
      );
      if (channel === undefined) throw new HumanError(`There is no channel “${wanted}”.`);
      return note('channels', channel.id, wireChannel(services.world, channel));
    }
    case OPTION.ATTACHMENT: {
      const file = takeUpload(services, name, input);
      services.files.keepForCommand(file);
      return note('attachments', file.id, wireAttachment(services, file));
    }
    default:
      throw new HumanError(`Option “${name}” is of a type (${type}) that the sandbox cannot fill in.`);
  }
}

/** An uploaded file, which is sent once. */
export function takeUpload(services: Services, name: string, input: OptionInput): StoredAttachment {
  const id = typeof input === 'object' ? input.upload : '';
  const file = services.uploads.get(id);
  if (file === undefined) throw new HumanError(`“${name}” takes a file: upload it first.`);
  services.uploads.delete(id);
  return file;
}

function readText(definition: CommandOptionView, input: OptionInput): string {
  const { name, minLength, maxLength } = definition;
  if (typeof input !== 'string') throw new HumanError(`Option “${name}” takes text.`);
  const length = [...input].length;
  if (length < (minLength ?? 0) || length > (maxLength ?? 6000)) {
    throw new HumanError(`Option “${name}” takes ${minLength ?? 0} to ${maxLength ?? 6000} characters.`);
  }
  checkChoice(definition, input);
  return input;
}

function readNumber(definition: CommandOptionView, input: OptionInput): number {
  const { name, minValue, maxValue } = definition;
  if (typeof input !== 'number' || !Number.isFinite(input)) {
    throw new HumanError(`Option “${name}” takes a number.`);
  }
  if (definition.type === OPTION.INTEGER && !Number.isSafeInteger(input)) {
    throw new HumanError(`Option “${name}” takes a whole number.`);
  }
  if (minValue !== null && input < minValue)
    throw new HumanError(`Option “${name}” must be at least ${minValue}.`);
  if (maxValue !== null && input > maxValue)
    throw new HumanError(`Option “${name}” must be at most ${maxValue}.`);
  checkChoice(definition, input);
  return input;
}

function checkChoice(definition: CommandOptionView, value: string | number): void {
  // With autocomplete anything may be typed; only fixed choices bind.
  if (definition.choices.length === 0) return;
  if (definition.choices.some((choice) => choice.value === value)) return;
  const names = definition.choices.map((choice) => choice.value).join(', ');
  throw new HumanError(`Option “${definition.name}” must be one of: ${names}.`);
}
