import { randomInt } from 'node:crypto';
import {
  ApplicationIntegrationType,
  type Attachment,
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  SlashCommandBuilder,
} from 'discord.js';
import type { Config } from '../../config.js';
import { AppError } from '../../errors.js';
import { DEFAULT_CONTROLS, type DiscordOrigin, type JobRequest } from '../../jobs/job.js';
import type { Preset } from '../../presets/preset.js';
import { snapshotPreset } from '../../presets/snapshot.js';
import { checkDeclared, type DeclaredAttachment, downloadPicture } from '../attachments.js';
import type { BotContext } from '../context.js';
import { checkPermissions } from '../permissions.js';
import { textsFor } from '../texts/texts.js';
import type { Command } from './command.js';

/** Discord's limit for uploads where the interaction does not say one. */
const DEFAULT_UPLOAD_LIMIT = 10 * 1024 * 1024;
const TOKEN_LIFE_MS = 15 * 60 * 1000;
const MAX_CHOICE_NAME = 100;

/** Factors on the preset's own strength. A doubling is about what an eye notices. */
const STRENGTHS = { hint: 0.25, light: 0.5, normal: 1, strong: 2, wild: 4 } as const;
type StrengthName = keyof typeof STRENGTHS;

const SIZES = [256, 384, 512, 768, 1024, 1536, 2048];

/** `/stylize`: checks what can be checked at once, takes the picture in, and queues the job. The rest is the feed's. */
export function stylizeCommand(context: BotContext): Command {
  const { config, presets } = context;
  return {
    definition: definition(config),

    complete(interaction: AutocompleteInteraction) {
      return presets.search(interaction.options.getFocused(), 25).map(choice);
    },

    async run(interaction: ChatInputCommandInteraction): Promise<void> {
      // By our clock and not by the interaction's: whether the token is over is asked of our clock too.
      const receivedAt = context.clock();
      // Nothing here waits for anything, so these refusals are the first answer, for the asker's eyes only.
      checkPermissions(interaction.appPermissions, interaction.inGuild());
      const preset = presets.require(interaction.options.getString('style', true));
      const picture = interaction.options.getAttachment('picture');
      if (picture === null) throw new AppError('PICTURE_MISSING');
      const rules = { origins: config.discord.attachmentOrigins, limit: config.limits.pictureBytes };
      checkDeclared(declared(picture), rules);
      const choices = {
        strength: STRENGTHS[strengthName(interaction.options.getString('strength'))],
        size: Math.min(
          interaction.options.getInteger('size') ?? config.limits.defaultSize,
          config.limits.maxSize,
        ),
      };

      const response = await interaction.deferReply({ withResponse: true });
      const bytes = await downloadPicture(declared(picture), { ...rules, signal: context.signal });
      const contentHash = await context.blobs.put(bytes);
      const job = await context.store.enqueue(
        {
          userId: interaction.user.id,
          origin: origin(interaction, response.resource?.message?.id ?? null, receivedAt),
          contentHash,
          request: await request(preset, choices, context),
        },
        { openPerUser: config.limits.openJobsPerUser },
      );
      context.log.info(
        {
          job: job.id,
          user: job.userId,
          preset: preset.manifest.name,
          size: choices.size,
          bytes: bytes.length,
        },
        'queued a picture',
      );
      context.feed.show(job);
    },
  };
}

function definition(config: Config): Command['definition'] {
  const texts = textsFor('en-US').commands.stylize;
  const { defaultSize, maxSize } = config.limits;
  const sizes = [...new Set([...SIZES, defaultSize])].filter((size) => size <= maxSize).sort((a, b) => a - b);
  const names = Object.keys(STRENGTHS).filter(isStrengthName);
  return new SlashCommandBuilder()
    .setName('stylize')
    .setDescription(texts.description)
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .addAttachmentOption((option) =>
      option.setName('picture').setDescription(texts.picture).setRequired(true),
    )
    .addStringOption((option) =>
      option.setName('style').setDescription(texts.style).setRequired(true).setAutocomplete(true),
    )
    .addStringOption((option) =>
      option
        .setName('strength')
        .setDescription(texts.strength)
        .addChoices(names.map((name) => ({ name: texts.strengths[name], value: name }))),
    )
    .addIntegerOption((option) =>
      option
        .setName('size')
        .setDescription(texts.size(defaultSize))
        .addChoices(
          sizes.map((size) => ({ name: texts.sizeChoice(size, size === defaultSize), value: size })),
        ),
    )
    .toJSON();
}

function choice({ manifest }: Preset): { name: string; value: string } {
  const name = `${manifest.title}: ${manifest.description}`;
  const short = name.length <= MAX_CHOICE_NAME ? name : `${name.slice(0, MAX_CHOICE_NAME - 1)}…`;
  return { name: short, value: manifest.name };
}

async function request(
  preset: Preset,
  choices: { strength: number; size: number },
  { blobs }: BotContext,
): Promise<JobRequest> {
  return {
    ...(await snapshotPreset(preset, blobs)),
    extractor: 'auto',
    ...DEFAULT_CONTROLS,
    ...choices,
    seed: randomInt(2 ** 32),
  };
}

function origin(
  interaction: ChatInputCommandInteraction,
  messageId: string | null,
  now: number,
): DiscordOrigin {
  return {
    guildId: interaction.guildId,
    channelId: interaction.channelId,
    messageId,
    applicationId: interaction.applicationId,
    token: interaction.token,
    tokenExpiresAt: now + TOKEN_LIFE_MS,
    attachmentSizeLimit: interaction.attachmentSizeLimit ?? DEFAULT_UPLOAD_LIMIT,
    locale: interaction.locale,
  };
}

function declared(attachment: Attachment): DeclaredAttachment {
  const { url, name, size, contentType } = attachment;
  return { url, name, size, contentType };
}

function strengthName(value: string | null): StrengthName {
  if (value === null) return 'normal';
  if (isStrengthName(value)) return value;
  throw new AppError('OPTION_INVALID', { option: 'strength', problem: `there is no “${value}”.` });
}

function isStrengthName(value: string): value is StrengthName {
  return Object.hasOwn(STRENGTHS, value);
}
