import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, hasErrno } from '../errors.js';
import { writeAtomically } from '../jobs/blobs.js';
import type { MessageView } from '../sandbox/api.js';
import type { Run } from '../sandbox/client/run.js';
import { connectSandbox, type SandboxClient } from '../sandbox/client.js';
import { ChatRecorder } from './chat-recorder.js';
import { inOneLine } from './message-text.js';
import { prepareFolder } from './out-folder.js';
import { startSandboxProcess, startSupervisor } from './processes.js';

const CHANNEL = 'studio';
const USER = 'ada';
/** Longer than the slowest machine needs for the largest picture; a demo that hangs must still end. */
const PATIENCE_MS = 30 * 60_000;

export interface StoryOptions {
  /** A picture file, or null for the sample scene. */
  readonly photo: string | null;
  readonly style: string;
  readonly size: number;
  readonly out: string;
}

interface StoryContext {
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly terminal: NodeJS.WritableStream;
}

/** One scripted round of the whole product, told on the terminal while it happens; leaves its pictures in `out`. */
export async function tellStory(options: StoryOptions, context: StoryContext): Promise<void> {
  const say = (text: string) => context.terminal.write(`${text}\n`);
  const { out } = options;
  await prepareFolder(out, OURS);
  const photo = await readPhoto(options.photo);
  const photoFile = join(out, `photo${extname(photo.name)}`);
  await writeAtomically(photoFile, photo.bytes);
  const log = join(out, 'log.txt');
  const data = join(out, 'data');

  say('Gramarye, one picture from end to end\n');
  say('1. Starting a loopback Discord on this machine (no account, no token) …');
  const discord = await startSandboxProcess(log);
  say(`   ${discord.url}`);
  say('2. Starting the bot and the engine (npm start does the same) …');
  const gramarye = startSupervisor(
    {
      ...context.environment,
      ...discord.settings,
      DATA_DIR: data,
      ENGINES: '1',
      PROGRESS_SECONDS: '2',
      LOG_FORMAT: 'json',
    },
    log,
  );
  try {
    const client = await connectSandbox(discord.url);
    const told = tell(options, photo, client, say);
    await Promise.race([told, aborted(context.signal)]);
  } finally {
    await gramarye.stop();
    await discord.stop();
    await rm(data, { recursive: true, force: true });
  }

  say(`\nEverything is in ${out}`);
  for (const line of contents(await readdir(out))) say(`   ${line}`);
  const page = relative(process.cwd(), join(out, 'chat.html'));
  say(`\nOpen ${page} in a browser to see the chat as ${USER} saw it.`);
  say('Your own photo: npm run demo -- --photo FILE    Your own server: see README.md');
}

async function tell(
  options: StoryOptions,
  photo: { name: string; bytes: Buffer },
  client: SandboxClient,
  say: (text: string) => void,
): Promise<void> {
  const { out, style, size } = options;
  const chat = new ChatRecorder(out, client);
  const ada = client.user(USER);
  const state = await client.botReady();
  say(
    `   the bot is online and has registered ${state.commands.map(({ name, type }) => (type === 'slash' ? `/${name}` : `“${name}”`)).join(', ')}`,
  );

  say(`3. ${USER}: /styles`);
  chat.command(USER, '/styles');
  const styles = await (await ada.command({ channel: CHANNEL, name: 'styles' })).message();
  await chat.message(styles, 'style');

  const typed = `/stylize picture: ${photo.name} style: ${style} size: ${size}`;
  say(`4. ${USER}: ${typed}`);
  chat.command(USER, typed);
  const started = Date.now();
  const run = await ada.command({
    channel: CHANNEL,
    name: 'stylize',
    options: { picture: photo, style, size },
  });
  const final = await follow(run, client, async (message, count) => {
    say(`   ${inOneLine(message.text, USER)}`);
    const name = `progress-${String(count).padStart(2, '0')}`;
    if (message.pictures.length > 0) await chat.message(message, name, `the picture on the way, ${count}`);
  });
  const seconds = (Date.now() - started) / 1000;
  const [result] = await chat.message(final, 'result', 'the same message, at the end');
  say(`   ${inOneLine(final.text, USER)}`);
  if (result === undefined) throw new AppError('ENGINE_FAILED', {}, { cause: new Error(final.text) });
  say(`   ${seconds.toFixed(1)} s from the command to the finished picture`);

  say(`5. ${USER}: /history`);
  chat.command(USER, '/history');
  const history = await (await ada.command({ channel: CHANNEL, name: 'history' })).message();
  await chat.message(history, 'history');
  await chat.write({
    title: 'Gramarye demo',
    note: 'What the loopback Discord of this machine showed its user. Not Discord.',
    channel: CHANNEL,
  });
}

/** Follows the reply through its edits; `seen` gets each state but the last, with the count of those with pictures. */
async function follow(
  run: Run,
  client: SandboxClient,
  seen: (message: MessageView, count: number) => Promise<void>,
): Promise<MessageView> {
  const deadline = Date.now() + PATIENCE_MS;
  let message = await run.message();
  let count = 0;
  while (!isFinal(message)) {
    if (message.pictures.length > 0) count++;
    await seen(message, count);
    const { editedAt } = message;
    const view = await client.until(
      () => run.view(),
      ({ reply }) => reply !== null && reply.editedAt !== editedAt,
      { timeoutMs: deadline - Date.now(), waitingFor: 'the picture' },
    );
    if (view.reply === null) throw new Error('the reply is gone');
    message = view.reply;
  }
  return message;
}

/** While there is a Cancel button, there is more to come. */
function isFinal(message: MessageView): boolean {
  return !message.buttons.some((button) => button.customId?.startsWith('cancel:'));
}

async function readPhoto(path: string | null): Promise<{ name: string; bytes: Buffer }> {
  const file = path ?? fileURLToPath(new URL('./sample.jpg', import.meta.url));
  try {
    return { name: basename(file), bytes: await readFile(file) };
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'EISDIR')) throw new AppError('FILE_MISSING', { path: file });
    throw error;
  }
}

const OURS = /^(?:data|log\.txt|chat\.html|(?:photo|style|progress|result|history)(?:-\d+)*\.\w+)$/;

/** A line for each kind of file, series of the same kind together. */
function contents(names: readonly string[]): string[] {
  const kinds = new Map<string, string[]>();
  for (const name of [...names].sort()) {
    const kind = /^[a-z]+/.exec(name)?.[0] ?? name;
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  return [...kinds].map(([kind, files]) => {
    const [first = '', last = ''] = [files[0], files.at(-1)];
    const which = files.length === 1 ? first : `${first} … ${last}`;
    return `${which.padEnd(34)} ${MEANINGS[kind] ?? ''}`.trimEnd();
  });
}

const MEANINGS: Readonly<Record<string, string>> = {
  photo: 'the photo that was sent',
  progress: 'the picture on the way, edit by edit',
  result: 'the finished picture',
  style: 'the styles, as /styles shows them',
  history: 'as /history shows it',
  chat: 'the whole chat, as a web page',
  log: 'what the processes logged',
};

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new AppError('INTERRUPTED'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
