import type {
  ApplicationCommandOptionChoiceData,
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';

/** A slash command. What it throws becomes its answer: an AppError's sentence, or a word of regret and a log line. */
export interface Command {
  /** As it is registered with Discord. */
  readonly definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
  run(interaction: ChatInputCommandInteraction): Promise<void>;
  /** At most 25 choices for the option that is being typed; must be quick (Discord waits 3 s, people less). */
  complete?(interaction: AutocompleteInteraction): readonly ApplicationCommandOptionChoiceData[];
}

/**
 * A button, found by what its custom id begins with. All it knows is in the rest of the id and in the database, so
 * it works for as long as its message stands, whatever was restarted.
 */
export interface Button {
  /** The part of the custom id before the first colon. */
  readonly prefix: string;
  /** @param argument what follows the first colon. */
  press(interaction: ButtonInteraction, argument: string): Promise<void>;
}
