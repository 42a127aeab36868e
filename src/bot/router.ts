import { type Interaction, MessageFlags, type RepliableInteraction } from 'discord.js';
import { AppError, asAppError } from '../errors.js';
import type { Records } from '../jobs/records.js';
import type { Log } from '../logger.js';
import type { Button, Command, MenuCommand, Select } from './commands/command.js';
import { describeError, isStaleInteraction } from './discord-errors.js';
import { publicSentence } from './public-sentence.js';
import { textsFor } from './texts/texts.js';
import type { Turnstile } from './turnstile.js';
import { problemView } from './views/failed.js';

export interface Router {
  /** Never rejects. */
  handle(interaction: Interaction): Promise<void>;
}

/** Brings every interaction to its command or button, and every failure to the person and the log. */
export function createRouter(options: {
  readonly commands: readonly Command[];
  readonly menus: readonly MenuCommand[];
  readonly buttons: readonly Button[];
  readonly selects: readonly Select[];
  readonly records: Records;
  readonly turns: Turnstile;
  readonly log: Log;
}): Router {
  const { log, records, turns } = options;
  const commands = new Map(options.commands.map((command) => [command.definition.name, command]));
  const menus = new Map(options.menus.map((menu) => [menu.definition.name, menu]));
  const buttons = new Map(options.buttons.map((button) => [button.prefix, button]));
  const selects = new Map(options.selects.map((select) => [select.prefix, select]));

  function isForBlocked(interaction: Interaction): boolean {
    if (interaction.isChatInputCommand()) return commands.get(interaction.commandName)?.forBlocked ?? false;
    if (!interaction.isButton()) return false;
    return buttons.get(interaction.customId.split(':')[0] ?? '')?.forBlocked ?? false;
  }

  async function dispatch(interaction: Interaction): Promise<void> {
    if (!isForBlocked(interaction) && (await records.isBlocked(interaction.user.id, interaction.guildId))) {
      if (interaction.isAutocomplete()) return interaction.respond([]);
      throw new AppError('BLOCKED');
    }
    if (interaction.isAutocomplete()) {
      const choices = await commands.get(interaction.commandName)?.complete?.(interaction);
      return interaction.respond(choices ?? []);
    }
    if (interaction.isChatInputCommand()) {
      const command = commands.get(interaction.commandName);
      if (command === undefined) throw new AppError('COMMAND_UNKNOWN');
      return command.run(interaction);
    }
    if (interaction.isMessageContextMenuCommand()) {
      const menu = menus.get(interaction.commandName);
      if (menu === undefined) throw new AppError('COMMAND_UNKNOWN');
      return menu.run(interaction);
    }
    if (interaction.isMessageComponent()) {
      const [prefix = '', ...rest] = interaction.customId.split(':');
      const argument = rest.join(':');
      const button = buttons.get(prefix);
      if (interaction.isButton() && button !== undefined) return button.press(interaction, argument);
      const select = selects.get(prefix);
      const [value] = interaction.isStringSelectMenu() ? interaction.values : [];
      if (!interaction.isStringSelectMenu() || select === undefined || value === undefined) {
        throw new AppError('COMMAND_UNKNOWN');
      }
      return select.choose(interaction, argument, value);
    }
    log.warn({ type: interaction.type }, 'an interaction of a kind that nothing here makes');
  }

  /** Whatever was promised is kept or explained by now. */
  async function settle(token: string): Promise<void> {
    await records.settleDeferral(token).catch((error: unknown) => {
      log.error({ error: describeError(error) }, 'could not note that an interaction was answered');
    });
  }

  return {
    async handle(interaction) {
      await turns.passFirst();
      try {
        await dispatch(interaction);
        const { user, guildId: guild } = interaction;
        log.debug({ interaction: describe(interaction), user: user.id, guild }, 'answered');
      } catch (error) {
        await explain(interaction, error, log);
      } finally {
        if (interaction.isRepliable()) await settle(interaction.token);
      }
    },
  };
}

async function explain(interaction: Interaction, thrown: unknown, log: Log): Promise<void> {
  const facts = {
    interaction: describe(interaction),
    user: interaction.user.id,
    error: describeError(thrown),
  };
  if (isStaleInteraction(thrown)) {
    log.warn(facts, 'an interaction was answered too late, or by another process');
    return;
  }
  const error = asAppError(thrown);
  if (error.cause === undefined) log.info({ ...facts, error: error.code }, 'refused');
  else log.error({ ...facts, code: error.code }, 'an interaction failed');
  if (!interaction.isRepliable()) return;
  try {
    await answer(interaction, publicSentence(error.code, error.details, textsFor(interaction.locale)));
  } catch (failure) {
    log.warn({ ...facts, error: describeError(failure) }, 'the reason could not be told');
  }
}

/** Tells what went wrong in whichever way the interaction still allows. */
async function answer(interaction: RepliableInteraction, sentence: string): Promise<void> {
  const view = {
    components: problemView(sentence, textsFor(interaction.locale)),
    allowedMentions: { parse: [] },
  };
  if (interaction.isMessageComponent() && interaction.deferred && interaction.ephemeral === null) {
    // The message under a button is somebody's picture: the reason goes beside it, to the one who pressed.
    await interaction.followUp({ ...view, flags: [MessageFlags.Ephemeral, MessageFlags.IsComponentsV2] });
  } else if (interaction.deferred || interaction.replied) {
    await interaction.editReply({ ...view, attachments: [], flags: MessageFlags.IsComponentsV2 });
  } else {
    await interaction.reply({ ...view, flags: [MessageFlags.Ephemeral, MessageFlags.IsComponentsV2] });
  }
}

/** Which command or button, for the log. Neither holds a secret. */
function describe(interaction: Interaction): string {
  if (interaction.isCommand() || interaction.isAutocomplete()) return `/${interaction.commandName}`;
  return interaction.isMessageComponent() ? interaction.customId : String(interaction.type);
}
