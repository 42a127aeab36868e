import { randomInt } from 'node:crypto';
import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  type AutocompleteInteraction,
  InteractionContextType,
} from 'discord.js';
import type { Config } from '../../config.js';
import { AppError } from '../../errors.js';
import { DEFAULT_CONTROLS, type JobRequest } from '../../jobs/job.js';
import { localised } from '../../presets/localised.js';
import type { Preset } from '../../presets/preset.js';
import type { PresetSnapshot } from '../../presets/snapshot.js';
import { promiseAnswer } from '../answers.js';
import type { BotContext } from '../context.js';
import { presetsHere } from '../guild-style.js';
import { checkPicture, declared, isSpoiler, startJob, takePicture } from '../intake.js';
import { originOf } from '../places.js';
import { allowedPresets, checkPreset, placeRules, usualStyle } from '../rules.js';
import { freezeStyles, type StyleSource } from '../style-choice.js';
import { type Texts, textsFor } from '../texts/texts.js';
import type { Command } from './command.js';
import { described } from './naming.js';
import {
  BRUSHES,
  type Choices,
  hasNetwork,
  offeredQualities,
  readChoices,
  STRENGTHS,
  stylizeOptions,
  withSettings,
} from './stylize-options.js';

const MAX_CHOICES = 25;
const MAX_CHOICE_NAME = 100;

/** Wherever a command can be used: servers, direct messages, groups; for all of a server, or for one person. */
export const EVERYWHERE = {
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
};

/** `/stylize`: checks what can be checked at once, takes the picture in, and queues the job. The rest is the feed's. */
export function stylizeCommand(context: BotContext): Command {
  const { config, presets } = context;
  return {
    get definition() {
      return {
        type: ApplicationCommandType.ChatInput as const,
        ...described((texts) => texts.commands.stylize),
        ...EVERYWHERE,
        options: stylizeOptions(config.limits, offeredQualities(presets)),
      };
    },

    async complete(interaction: AutocompleteInteraction) {
      const { guildId } = interaction;
      const guild = guildId === null ? null : await context.records.guildSettings(guildId);
      const here = await presetsHere(guildId, context);
      return allowedPresets(here.search(interaction.options.getFocused(), here.list().length), guild)
        .slice(0, MAX_CHOICES)
        .map((preset) => choice(preset, interaction.locale));
    },

    async run(interaction) {
      const texts = textsFor(interaction.locale);
      // Nothing here waits for the network, so these refusals are the first answer, for the asker's eyes only.
      const rules = await placeRules(interaction, context, texts);
      const choices = readChoices(interaction);
      const here = await presetsHere(interaction.guildId, context);
      const wishes = withSettings(choices, rules.user);
      const named = [choices.style, choices.secondStyle].flatMap((name) =>
        name === null ? [] : [{ preset: here.require(name) }],
      );
      for (const { preset } of named) checkPreset(preset, rules.guild);
      // A usual style is for those who say nothing of a first one.
      const usual = choices.style === null && choices.stylePicture === null ? usualStyle(here, rules) : null;
      if (usual !== null) named.unshift({ preset: usual });
      if (wishes.quality === 'fast') checkFast(named, choices.stylePicture !== null, texts);
      const picture = interaction.options.getAttachment('picture');
      if (picture === null) throw new AppError('PICTURE_MISSING');
      const { stylePicture } = choices;
      checkStyles(named.length + (stylePicture === null ? 0 : 1));
      checkPicture(declared(picture), context);
      if (stylePicture !== null) checkPicture(declared(stylePicture), context);

      const answer = await promiseAnswer(interaction, context, { private: wishes.private ?? false });
      const contentHash = await takePicture(declared(picture), context);
      const brought: StyleSource[] =
        stylePicture === null ? [] : [{ picture: await takePicture(declared(stylePicture), context) }];
      const [first, second] = [...named, ...brought];
      if (first === undefined) throw new AppError('STYLE_MISSING');
      const styles = await freezeStyles(
        [first, second],
        choices.mix,
        context.blobs,
        texts,
        interaction.locale,
      );
      await startJob(
        {
          userId: interaction.user.id,
          origin: originOf(interaction, { id: answer.messageId, private: answer.private }, answer.receivedAt),
          contentHash,
          request: {
            ...styles,
            ...controls({ ...wishes, seed: choices.seed }, { ...config.limits, ...rules }),
          },
          spoiler: isSpoiler(picture),
        },
        rules.quota,
        context,
      );
    },
  };
}

/** A network has learnt one style as it is. Throws PRESET_NO_NETWORK for a style without one, and for blends. */
function checkFast(named: readonly { preset: Preset }[], isOwn: boolean, texts: Texts): void {
  const titles = named.map(({ preset }) => preset.manifest.title);
  const [only] = named;
  if (only !== undefined && named.length === 1 && !isOwn && hasNetwork(only.preset)) return;
  throw new AppError('PRESET_NO_NETWORK', {
    name: [...titles, ...(isOwn ? [texts.ownStyle] : [])].join(' + '),
  });
}

function checkStyles(count: number): void {
  if (count === 0) throw new AppError('STYLE_MISSING');
  if (count > 2) throw new AppError('STYLES_TOO_MANY', { limit: 4 });
}

/** The part of a request that does not depend on its style. Colours are the preset's where nobody chose any. */
export function controls(
  choices: Pick<Choices, 'strength' | 'brush' | 'colours' | 'size' | 'quality' | 'seed'>,
  { defaultSize, maxSize }: Pick<Config['limits'], 'defaultSize' | 'maxSize'>,
): Omit<JobRequest, keyof PresetSnapshot> & Partial<Pick<JobRequest, 'colours'>> {
  const { colours: _, ...usual } = DEFAULT_CONTROLS;
  return {
    ...usual,
    extractor: 'auto',
    strength: STRENGTHS[choices.strength ?? 'normal'],
    brush: BRUSHES[choices.brush ?? 'normal'],
    ...(choices.colours === null ? {} : { colours: choices.colours }),
    size: Math.min(choices.size ?? defaultSize, maxSize),
    quality: choices.quality ?? DEFAULT_CONTROLS.quality,
    seed: choices.seed ?? newSeed(),
  };
}

export function newSeed(): number {
  return randomInt(2 ** 32);
}

/** A preset as autocomplete offers it. */
export function choice({ manifest }: Preset, locale: string): { name: string; value: string } {
  const { title, description } = localised(manifest, locale);
  const name = `${title}: ${description}`;
  const short = name.length <= MAX_CHOICE_NAME ? name : `${name.slice(0, MAX_CHOICE_NAME - 1)}…`;
  return { name: short, value: manifest.name };
}
