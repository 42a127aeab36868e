import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  type Attachment,
  type ChatInputCommandInteraction,
} from 'discord.js';
import type { Config } from '../../config.js';
import { AppError } from '../../errors.js';
import { COLOURS, type Colours, QUALITIES, type Quality } from '../../jobs/job.js';
import type { UserSettings } from '../../jobs/settings.js';
import type { Preset } from '../../presets/preset.js';
import type { Presets } from '../../presets/presets.js';
import { sizesOf } from '../sizes.js';
import { en } from '../texts/en.js';
import type { Texts } from '../texts/texts.js';
import { described, name } from './naming.js';

/** Factors on the preset's own strength. A doubling is about what an eye notices. */
export const STRENGTHS = { hint: 0.25, light: 0.5, normal: 1, strong: 2, wild: 4 } as const;
export const BRUSHES = { fine: 0.5, normal: 1, broad: 1.5, huge: 2.5 } as const;

const MAX_SEED = 0xffffffff;
/** Percent of the second style when nothing is said. */
const DEFAULT_MIX = 50;

/** What a person chose; null where they said nothing. */
export interface Choices extends Controls {
  readonly style: string | null;
  readonly secondStyle: string | null;
  readonly stylePicture: Attachment | null;
  /** Share of the second style, 0–1. */
  readonly mix: number;
  readonly seed: number | null;
}

/** How it is to be painted. */
export interface Controls {
  readonly strength: keyof typeof STRENGTHS | null;
  readonly brush: keyof typeof BRUSHES | null;
  readonly colours: Colours | null;
  readonly size: number | null;
  readonly quality: Quality | null;
  readonly private: boolean | null;
}

type Option = APIApplicationCommandBasicOption;
const { String: Text, Integer, Boolean: YesNo, Attachment: File } = ApplicationCommandOptionType;

/** The options of `/stylize`, as they are registered. */
export function stylizeOptions(limits: Config['limits'], qualities: readonly Quality[]): Option[] {
  return [
    { type: File, ...described((texts) => texts.options.picture), required: true },
    { type: Text, ...described((texts) => texts.options.style), autocomplete: true },
    { type: Text, ...described((texts) => texts.options.secondStyle), autocomplete: true },
    { type: Integer, ...described((texts) => texts.options.mix), min_value: 1, max_value: 99 },
    { type: File, ...described((texts) => texts.options.stylePicture) },
    ...controlOptions(limits, qualities),
    { type: Integer, ...described((texts) => texts.options.seed), min_value: 0, max_value: MAX_SEED },
  ];
}

/** What is offered where not every style has a fast network. */
export const LASTING_QUALITIES: readonly Quality[] = QUALITIES.filter((quality) => quality !== 'fast');

/** `fast` is offered as long as any preset has a network. */
export function offeredQualities(presets: Presets): readonly Quality[] {
  return presets.list().some(hasNetwork) ? QUALITIES : LASTING_QUALITIES;
}

export function hasNetwork({ manifest }: Preset): boolean {
  return manifest.network !== undefined;
}

/** The options that say how a picture is painted, whatever it shows. */
export function controlOptions(limits: Config['limits'], qualities: readonly Quality[]): Option[] {
  const { defaultSize } = limits;
  const size = (texts: Texts) => {
    const { name, description } = texts.options.size;
    return { name, description: description(defaultSize) };
  };
  return [
    {
      type: Text,
      ...described((texts) => texts.options.strength),
      choices: choices(keys(STRENGTHS), (key, texts) => texts.strengths[key]),
    },
    {
      type: Text,
      ...described((texts) => texts.options.brush),
      choices: choices(keys(BRUSHES), (key, texts) => texts.brushes[key]),
    },
    {
      type: Text,
      ...described((texts) => texts.options.colours),
      choices: choices(COLOURS, (key, texts) => texts.colours[key]),
    },
    {
      type: Integer,
      ...described(size),
      choices: sizesOf(limits).map((pixels) => ({
        ...name((texts) => texts.sizeChoice(pixels, pixels === defaultSize)),
        value: pixels,
      })),
    },
    {
      type: Text,
      ...described((texts) => texts.options.quality),
      choices: choices(qualities, (key, texts) => texts.qualities[key]),
    },
    { type: YesNo, ...described((texts) => texts.options.private) },
  ];
}

/** Reads what was chosen. Throws MIX_ALONE or OPTION_INVALID. */
export function readChoices(interaction: ChatInputCommandInteraction): Choices {
  const { options } = interaction;
  const names = en.options;
  const secondStyle = options.getString(names.secondStyle.name);
  const stylePicture = options.getAttachment(names.stylePicture.name);
  const mix = options.getInteger(names.mix.name);
  if (mix !== null && secondStyle === null && stylePicture === null) throw new AppError('MIX_ALONE');
  return {
    ...readControls(interaction),
    style: options.getString(names.style.name),
    secondStyle,
    stylePicture,
    mix: (mix ?? DEFAULT_MIX) / 100,
    seed: options.getInteger(names.seed.name),
  };
}

/** Throws OPTION_INVALID. */
export function readControls({ options }: ChatInputCommandInteraction): Controls {
  const text = <Key extends string>(option: { name: string }, known: readonly Key[]): Key | null => {
    const value = options.getString(option.name);
    const found = known.find((key) => key === value) ?? null;
    if (value === null || found !== null) return found;
    throw new AppError('OPTION_INVALID', { option: option.name, problem: `there is no “${value}”.` });
  };
  const names = en.options;
  return {
    strength: text(names.strength, keys(STRENGTHS)),
    brush: text(names.brush, keys(BRUSHES)),
    colours: text(names.colours, COLOURS),
    size: options.getInteger(names.size.name),
    quality: text(names.quality, QUALITIES),
    private: options.getBoolean(names.private.name),
  };
}

/** What was said wins over what a person has set, and that over nothing. */
export function withSettings(said: Controls, settings: UserSettings): Controls {
  const known = <Key extends string>(value: string | undefined, among: readonly Key[]): Key | null =>
    among.find((key) => key === value) ?? null;
  return {
    strength: said.strength ?? known(settings.strength, keys(STRENGTHS)),
    brush: said.brush ?? known(settings.brush, keys(BRUSHES)),
    colours: said.colours ?? settings.colours ?? null,
    size: said.size ?? settings.size ?? null,
    quality: said.quality ?? settings.quality ?? null,
    private: said.private ?? settings.private ?? null,
  };
}

function choices<Key extends string>(known: readonly Key[], pick: (key: Key, texts: Texts) => string) {
  return known.map((value) => ({ ...name((texts) => pick(value, texts)), value }));
}

export function keys<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(table) as Key[];
}
