import type {
  ApplicationCommandOptionChoiceData,
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  MessageContextMenuCommandInteraction,
  RESTPostAPIApplicationCommandsJSONBody,
  StringSelectMenuInteraction,
} from 'discord.js';

/** A slash command. What it throws becomes its answer: an AppError's sentence, or a word of regret and a log line. */
export interface Command {
  /** As it is registered with Discord. */
  readonly definition: RESTPostAPIApplicationCommandsJSONBody;
  run(interaction: ChatInputCommandInteraction): Promise<void>;
  /** Whether those whom the host has shut out may use it all the same. Default: not. */
  readonly forBlocked?: boolean;
  /** At most 25 choices for the option that is being typed; must be quick (Discord waits 3 s, people less). */
  complete?(
    interaction: AutocompleteInteraction,
  ): readonly ApplicationCommandOptionChoiceData[] | Promise<readonly ApplicationCommandOptionChoiceData[]>;
}

/** A command of a message's menu. */
export interface MenuCommand {
  readonly definition: RESTPostAPIApplicationCommandsJSONBody;
  run(interaction: MessageContextMenuCommandInteraction): Promise<void>;
}

/**
 * A button, found by what its custom id begins with. All it knows is in the rest of the id and in the database, so
 * it works for as long as its message stands, whatever was restarted.
 */
export interface Button {
  /** The part of the custom id before the first colon. */
  readonly prefix: string;
  /** Whether those whom the host has shut out may press it all the same. Default: not. */
  readonly forBlocked?: boolean;
  /** @param argument what follows the first colon. */
  press(interaction: ButtonInteraction, argument: string): Promise<void>;
}

/** A list to choose one thing from, found as a button is. */
export interface Select {
  readonly prefix: string;
  /** @param value what was chosen. */
  choose(interaction: StringSelectMenuInteraction, argument: string, value: string): Promise<void>;
}
