import { z } from 'zod';
import { integer, list, says, snowflake, text } from './form.js';
import { LOCALES } from './locales.js';

/** Application command option types. */
export const OPTION = {
  SUB_COMMAND: 1,
  SUB_COMMAND_GROUP: 2,
  STRING: 3,
  INTEGER: 4,
  BOOLEAN: 5,
  USER: 6,
  CHANNEL: 7,
  ROLE: 8,
  MENTIONABLE: 9,
  NUMBER: 10,
  ATTACHMENT: 11,
} as const;

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const badName = says('APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');

/** Names of slash commands and options: Discord's pattern, and lower case where the script has cases. */
const slashName = text(1, 32).refine((name) => NAME.test(name) && name === name.toLowerCase(), badName);

/** The same text in other languages: each must keep the rules of the text it stands for. */
const localizations = (rule: z.ZodType<string>) => z.partialRecord(z.enum(LOCALES), rule).nullish();

const choice = (value: z.ZodType<string | number>) =>
  z.object({ name: text(1, 100), name_localizations: localizations(text(1, 100)), value });

interface CommandOption {
  type: number;
  name: string;
  description: string;
  required?: boolean | null | undefined;
  autocomplete?: boolean | null | undefined;
  min_value?: number | null | undefined;
  max_value?: number | null | undefined;
  min_length?: number | null | undefined;
  max_length?: number | null | undefined;
  channel_types?: number[] | null | undefined;
  choices?: { name: string; value: string | number }[] | null | undefined;
  options?: CommandOption[] | null | undefined;
  name_localizations?: Record<string, string> | null | undefined;
  description_localizations?: Record<string, string> | null | undefined;
}

const commandOption: z.ZodType<CommandOption> = z.lazy(() =>
  z
    .object({
      type: integer(1, 11),
      name: slashName,
      name_localizations: localizations(slashName),
      description: text(1, 100),
      description_localizations: localizations(text(1, 100)),
      required: z.boolean().nullish(),
      autocomplete: z.boolean().nullish(),
      min_value: z.number().nullish(),
      max_value: z.number().nullish(),
      min_length: integer(0, 6000).nullish(),
      max_length: integer(1, 6000).nullish(),
      channel_types: z.array(z.int()).nullish(),
      choices: list(choice(z.union([text(1, 100), z.number()])), 0, 25).nullish(),
      options: optionList.nullish(),
    })
    .superRefine((option, context) => {
      if (option.autocomplete && (option.choices?.length ?? 0) > 0) {
        context.addIssue({
          code: 'custom',
          path: ['choices'],
          message: says(
            'APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE',
            'Choices cannot be given for an option with autocomplete',
          ),
        });
      }
    }),
);

const optionList: z.ZodType<CommandOption[]> = list(commandOption, 0, 25).superRefine((options, context) => {
  const names = new Set<string>();
  let optionalSeen = false;
  for (const [index, option] of options.entries()) {
    const complain = (code: string, message: string) =>
      context.addIssue({ code: 'custom', path: [index], message: says(code, message) });
    if (names.has(option.name)) {
      complain('APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE', 'Option name already used');
    }
    names.add(option.name);
    if (option.required && optionalSeen) {
      complain(
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    }
    if (!option.required && option.type > OPTION.SUB_COMMAND_GROUP) optionalSeen = true;
  }
});

/** One command to register (Discord, Application Commands): slash (1), user (2) or message (3). */
export const commandForm = z
  .object({
    id: snowflake.nullish(),
    type: integer(1, 3).nullish(),
    name: text(1, 32),
    name_localizations: localizations(text(1, 32)),
    description: text(0, 100).nullish(),
    description_localizations: localizations(text(1, 100)),
    options: optionList.nullish(),
    default_member_permissions: z.union([z.string().regex(/^\d+$/), z.int()]).nullish(),
    dm_permission: z.boolean().nullish(),
    nsfw: z.boolean().nullish(),
    contexts: list(integer(0, 2), 1, 3).nullish(),
    integration_types: list(integer(0, 1), 1, 2).nullish(),
  })
  .superRefine((command, context) => {
    const complain = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if ((command.type ?? 1) === 1) {
      if (!NAME.test(command.name) || command.name !== command.name.toLowerCase()) complain('name', badName);
      for (const [locale, name] of Object.entries(command.name_localizations ?? {})) {
        if (!slashName.safeParse(name).success) complain(`name_localizations.${locale}`, badName);
      }
      if (!command.description) {
        complain('description', says('BASE_TYPE_REQUIRED', 'This field is required'));
      }
    } else {
      if (command.description) {
        complain(
          'description',
          says('APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED', 'Context menu commands have no description'),
        );
      }
      if ((command.options?.length ?? 0) > 0) {
        complain(
          'options',
          says('APPLICATION_COMMAND_OPTIONS_NOT_ALLOWED', 'Context menu commands have no options'),
        );
      }
    }
  });

/** At most 100 slash commands, 5 user and 5 message commands, each name once per kind. */
export const commandListForm = list(commandForm, 0, 110).superRefine((commands, context) => {
  const seen = new Set<string>();
  for (const [index, command] of commands.entries()) {
    const key = `${command.type ?? 1} ${command.name}`;
    if (seen.has(key)) {
      context.addIssue({
        code: 'custom',
        path: [index],
        message: says('APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique'),
      });
    }
    seen.add(key);
  }
});

export type CommandForm = z.output<typeof commandForm>;
export type { CommandOption };
