import {
  type ChatInputCommandInteraction,
  Client,
  GatewayIntentBits,
  type Interaction,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import type { BotSettings } from '../../src/sandbox/api.js';

export type Handler<Kind extends Interaction = Interaction> = (interaction: Kind) => Promise<unknown>;

/** A real discord.js client with commands given by the test, logged in to a sandbox. */
export class FixtureBot {
  readonly client: Client<true>;
  /** What handlers threw and the client reported, for the test to look at. */
  readonly errors: unknown[] = [];

  private constructor(client: Client<true>) {
    this.client = client;
  }

  static async login(
    settings: BotSettings,
    handlers: {
      commands?: readonly RESTPostAPIApplicationCommandsJSONBody[];
      onCommand?: Record<string, Handler<ChatInputCommandInteraction>>;
      onInteraction?: Handler;
    } = {},
  ): Promise<FixtureBot> {
    const client = new Client({
      intents: [GatewayIntentBits.Guilds],
      rest: { api: settings.DISCORD_API, retries: 1, timeout: 5000 },
      allowedMentions: { parse: [] },
    });
    const bot = new FixtureBot(client as Client<true>);
    client.on('error', (error) => bot.errors.push(error));
    client.on('interactionCreate', (interaction) => {
      const chosen = interaction.isChatInputCommand()
        ? handlers.onCommand?.[interaction.commandName]?.(interaction)
        : undefined;
      (chosen ?? handlers.onInteraction?.(interaction) ?? Promise.resolve()).catch((error: unknown) =>
        bot.errors.push(error),
      );
    });
    const ready = new Promise<void>((resolve) => client.once('clientReady', () => resolve()));
    await client.login(settings.DISCORD_TOKEN);
    await ready;
    if (handlers.commands !== undefined) await bot.client.application.commands.set([...handlers.commands]);
    return bot;
  }

  async logout(): Promise<void> {
    await this.client.destroy();
  }
}
