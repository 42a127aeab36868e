import { ApplicationCommandType, MessageFlags } from 'discord.js';
import { version } from '../../version.js';
import { textsFor } from '../texts/texts.js';
import { aboutView, helpView } from '../views/help.js';
import type { Command } from './command.js';
import { described } from './naming.js';
import { EVERYWHERE } from './stylize.js';

/** `/help`: what there is and how to begin. */
export function helpCommand(): Command {
  return {
    definition: {
      type: ApplicationCommandType.ChatInput,
      ...described((texts) => texts.commands.help),
      ...EVERYWHERE,
    },
    async run(interaction) {
      await interaction.reply({
        flags: [MessageFlags.Ephemeral, MessageFlags.IsComponentsV2],
        components: helpView(textsFor(interaction.locale)),
        allowedMentions: { parse: [] },
      });
    },
  };
}

/** `/about`: what this is, and how it works. */
export function aboutCommand(): Command {
  return {
    definition: {
      type: ApplicationCommandType.ChatInput,
      ...described((texts) => texts.commands.about),
      ...EVERYWHERE,
    },
    async run(interaction) {
      await interaction.reply({
        flags: [MessageFlags.Ephemeral, MessageFlags.IsComponentsV2],
        components: aboutView(version(), textsFor(interaction.locale)),
        allowedMentions: { parse: [] },
      });
    },
  };
}
