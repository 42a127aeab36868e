import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { inOneLine } from '../demo/message-text.js';
import { AppError, hasErrno } from '../errors.js';
import type { CommandOptionView, MessageView } from '../sandbox/api.js';
import type { Run } from '../sandbox/client/run.js';
import type { OptionValue } from '../sandbox/client/user.js';
import type { SandboxClient } from '../sandbox/client.js';
import { parseTyped, type TypedCommand } from './typed-command.js';

const CHANNEL = 'studio';
const USER = 'ada';
/** Longer than the slowest machine needs for the largest picture. */
const PATIENCE_MS = 30 * 60_000;
/** Discord's types of options whose value is not text. */
const OPTION_TYPE = { subcommand: 1, integer: 4, boolean: 5, number: 10, attachment: 11 } as const;

export interface SessionDependencies {
  readonly client: SandboxClient;
  /** Where pictures are saved; made when there is one. */
  readonly folder: string;
  /** What file names are relative to. */
  readonly here: string;
  readonly say: (text: string) => void;
}

/** One person at the loopback Discord, typing: commands go to the bot, its answers come back as lines and files. */
export class Session {
  readonly #deps: SessionDependencies;
  /** The newest message with buttons. */
  #last: MessageView | null = null;
  /** Ids of messages whose every state is told. */
  readonly #following = new Set<string>();
  #pictures = 0;

  constructor(deps: SessionDependencies) {
    this.#deps = deps;
  }

  /** Does what the line says and tells how it went. Never throws for anything a person can type. */
  async type(line: string): Promise<void> {
    const { say } = this.#deps;
    try {
      const typed = parseTyped(line);
      if (typed !== null) await this.#command(typed);
      else if (/^press\s+\S/.test(line)) await this.#press(line.replace(/^press\s+/, '').trim());
      else if (/^choose\s+\S/.test(line)) await this.#choose(line.replace(/^choose\s+/, '').trim());
      else say(await this.help());
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }

  /** Every command the bot registered, with its options. */
  async help(): Promise<string> {
    const { commands } = await this.#deps.client.state();
    const lines = commands
      .filter(({ type }) => type === 'slash')
      .flatMap(({ name, description, options }) => {
        const subcommands = options.filter(({ type }) => type === OPTION_TYPE.subcommand);
        if (subcommands.length === 0) return [usage(name, description, options)];
        return subcommands.map((sub) => usage(`${name} ${sub.name}`, sub.description, sub.options));
      });
    return [
      ...lines,
      '  press LABEL\n      presses a button of the last message, e.g. press Cancel',
      '  choose WORDS\n      chooses from a list of the last message what begins with these words',
      '  quit',
    ].join('\n');
  }

  async #command({ name, path, options }: TypedCommand): Promise<void> {
    const { client } = this.#deps;
    const command = (await client.state()).commands.find(
      (known) => known.name === name && known.type === 'slash',
    );
    if (command === undefined) throw new Error(`There is no command /${name}. Press Enter to see all.`);
    const values: Record<string, OptionValue> = {};
    for (const [key, text] of Object.entries(options)) {
      values[key] = await this.#value(
        optionsOf(command.options, path).find((option) => option.name === key),
        text,
      );
    }
    const run = await client.user(USER).command({ channel: CHANNEL, name, path, options: values });
    // Not awaited: more can be typed while a picture is painted.
    void this.#follow(await run.message()).catch((error: unknown) => {
      this.#deps.say(error instanceof Error ? error.message : String(error));
    });
  }

  async #value(option: CommandOptionView | undefined, text: string): Promise<OptionValue> {
    switch (option?.type) {
      case OPTION_TYPE.attachment:
        return { name: basename(text), bytes: await readPicture(resolve(this.#deps.here, text)) };
      case OPTION_TYPE.integer:
      case OPTION_TYPE.number: {
        const choice = option.choices.find(({ name }) => name.toLowerCase() === text.toLowerCase());
        return choice?.value ?? Number(text);
      }
      case OPTION_TYPE.boolean:
        return /^(?:true|yes|on)$/i.test(text);
      default:
        return option?.choices.find(({ name }) => name.toLowerCase() === text.toLowerCase())?.value ?? text;
    }
  }

  async #press(label: string): Promise<void> {
    if (this.#last === null) throw new Error('There is no message with a button yet.');
    const user = this.#deps.client.user(USER);
    const message = await user.message(this.#last);
    await this.#shows(message, await user.press(message, label));
  }

  async #choose(words: string): Promise<void> {
    if (this.#last === null) throw new Error('There is no message with a list yet.');
    const user = this.#deps.client.user(USER);
    const message = await user.message(this.#last);
    for (const { customId, options } of message.selects) {
      const option = options.find(({ label }) => label.toLowerCase().startsWith(words.toLowerCase()));
      if (option === undefined) continue;
      await this.#shows(message, await user.select(message, customId, [option.value]));
      return;
    }
    const labels = message.selects.flatMap(({ options }) => options.map(({ label }) => label));
    throw new Error(`Nothing there begins with “${words}”. There is: ${labels.join(', ')}.`);
  }

  /** What came of a press: another message, or the same one changed (unless that is being followed already). */
  async #shows(pressed: MessageView, run: Run): Promise<void> {
    let message = await run.message();
    if (message.id === pressed.id) {
      if (this.#following.has(message.id)) return;
      const user = this.#deps.client.user(USER);
      message = await user.waitForMessage(message, ({ editedAt }) => editedAt !== pressed.editedAt);
    }
    void this.#follow(message).catch((error: unknown) => {
      this.#deps.say(error instanceof Error ? error.message : String(error));
    });
  }

  /** Tells each state of a message while it can still change. */
  async #follow(first: MessageView): Promise<void> {
    const user = this.#deps.client.user(USER);
    let message = first;
    this.#following.add(first.id);
    for (;;) {
      if (message.buttons.length + message.selects.length > 0) this.#last = message;
      this.#deps.say(inOneLine(message.text, USER));
      if (!message.buttons.some(({ customId }) => customId?.startsWith('cancel:'))) break;
      const { editedAt } = message;
      message = await user.waitForMessage(message, (seen) => seen.editedAt !== editedAt, PATIENCE_MS);
    }
    this.#following.delete(first.id);
    for (const picture of message.pictures) {
      await mkdir(this.#deps.folder, { recursive: true });
      const path = join(this.#deps.folder, `${++this.#pictures}${extname(picture.filename)}`);
      await writeFile(path, await user.download(picture));
      this.#deps.say(`  ${path}`);
    }
  }
}

function usage(name: string, description: string, options: readonly CommandOptionView[]): string {
  const words = options.map((option) => (option.required ? `${option.name}:…` : `[${option.name}:…]`));
  return `  /${[name, ...words].join(' ')}\n      ${description}`;
}

/** The options of a command, or of the subcommand that was typed. */
function optionsOf(
  options: readonly CommandOptionView[],
  path: readonly string[],
): readonly CommandOptionView[] {
  return path.reduce((found, word) => found.find(({ name }) => name === word)?.options ?? [], options);
}

async function readPicture(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'EISDIR')) throw new AppError('FILE_MISSING', { path });
    throw error;
  }
}
