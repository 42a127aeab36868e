import type { CommandOptionView, CommandView } from '../api.js';
import type { Command } from '../world/world.js';
import { isLoose, type Loose, listOf, numberOf, textOf } from './loose.js';

const COMMAND_TYPES = { 1: 'slash', 2: 'user', 3: 'message' } as const;

/** @param locale whose names and descriptions; left out, those that were registered without a language. */
export function commandView(command: Command, locale?: string): CommandView {
  const { definition } = command;
  return {
    id: command.id,
    name: command.name,
    label: localised(definition, 'name', locale),
    type: COMMAND_TYPES[command.type],
    description: localised(definition, 'description', locale),
    guildId: command.guildId,
    options: optionViews(definition.options, locale),
  };
}

function localised(named: Loose, field: 'name' | 'description', locale: string | undefined): string {
  const translations = named[`${field}_localizations`];
  const found = locale !== undefined && isLoose(translations) ? textOf(translations[locale]) : '';
  return found === '' ? textOf(named[field]) : found;
}

/** A registered command's options, with what was left out filled in. */
export function optionViews(options: unknown, locale?: string): CommandOptionView[] {
  return listOf(options).map((option) => ({
    type: Number(option.type),
    name: textOf(option.name),
    label: localised(option, 'name', locale),
    description: localised(option, 'description', locale),
    required: option.required === true,
    autocomplete: option.autocomplete === true,
    choices: listOf(option.choices).map((choice) => ({
      name: textOf(choice.name),
      label: localised(choice, 'name', locale),
      value: typeof choice.value === 'number' ? choice.value : textOf(choice.value),
    })),
    minValue: numberOf(option.min_value),
    maxValue: numberOf(option.max_value),
    minLength: numberOf(option.min_length),
    maxLength: numberOf(option.max_length),
    options: optionViews(option.options, locale),
  }));
}
