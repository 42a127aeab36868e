import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  type Attachment,
  type ChatInputCommandInteraction,
} from 'discord.js';
import type { Config } from '../../config.js';
import { AppError } from '../../errors.js';
import type { GuildPresetSettings } from '../../jobs/guild-preset.js';
import { MAX_DESCRIPTION, MAX_TITLE, presetManifestSchema } from '../../presets/preset.js';
import { en } from '../texts/en.js';
import { described } from './naming.js';
import { BRUSHES, controlOptions, readControls, STRENGTHS } from './stylize-options.js';

const { Subcommand, String: Text, Attachment: File } = ApplicationCommandOptionType;

/** `add`, `edit`, `remove` and `list`, as they are registered. */
export function presetOptions(limits: Config['limits']): APIApplicationCommandSubcommandOption[] {
  const pictures = (required: boolean): APIApplicationCommandBasicOption[] => [
    { type: File, ...described((texts) => texts.options.presetPicture), required },
  ];
  const title = (required: boolean): APIApplicationCommandBasicOption => ({
    type: Text,
    ...described((texts) => texts.options.presetTitle),
    required,
    max_length: MAX_TITLE,
  });
  const manner: APIApplicationCommandBasicOption[] = [
    { type: Text, ...described((texts) => texts.options.presetDescription), max_length: MAX_DESCRIPTION },
    { type: File, ...described((texts) => texts.options.secondPicture) },
    { type: File, ...described((texts) => texts.options.thirdPicture) },
    ...controlOptions(limits, []).filter(({ name }) => MANNER.includes(name)),
  ];
  const which: APIApplicationCommandBasicOption = {
    type: Text,
    ...described((texts) => texts.options.guildStyle),
    required: true,
    autocomplete: true,
  };
  return [
    {
      type: Subcommand,
      ...described((texts) => texts.preset.add),
      options: [...pictures(true), title(true), ...manner],
    },
    {
      type: Subcommand,
      ...described((texts) => texts.preset.edit),
      options: [which, title(false), ...pictures(false), ...manner],
    },
    { type: Subcommand, ...described((texts) => texts.preset.remove), options: [which] },
    { type: Subcommand, ...described((texts) => texts.preset.list) },
  ];
}

const MANNER: readonly string[] = [en.options.strength.name, en.options.brush.name, en.options.colours.name];

/** The pictures that were attached, first to last. */
export function readPictures({ options }: ChatInputCommandInteraction): Attachment[] {
  const { presetPicture, secondPicture, thirdPicture } = en.options;
  return [presetPicture, secondPicture, thirdPicture].flatMap(
    ({ name }) => options.getAttachment(name) ?? [],
  );
}

/** What was said of the style; what was not said is absent. Throws OPTION_INVALID. */
export function readManner(interaction: ChatInputCommandInteraction): Partial<GuildPresetSettings> {
  const { presetTitle, presetDescription } = en.options;
  const { strength, brush, colours } = readControls(interaction);
  const text = (option: { name: string }, field: 'title' | 'description') => {
    const said = interaction.options.getString(option.name);
    if (said === null) return {};
    const read = presetManifestSchema.shape[field].safeParse(said.trim());
    if (read.success) return { [field]: read.data };
    const problem = read.error.issues[0]?.message ?? '';
    throw new AppError('OPTION_INVALID', { option: option.name, problem });
  };
  return {
    ...text(presetTitle, 'title'),
    ...text(presetDescription, 'description'),
    ...(strength === null ? {} : { strength: STRENGTHS[strength] }),
    ...(brush === null ? {} : { brush: BRUSHES[brush] }),
    ...(colours === null ? {} : { colours }),
  };
}
