import { fileURLToPath } from 'node:url';
import { loadConfig } from '../config.js';
import { enter } from '../entry.js';
import { openJobStore } from '../jobs/sqlite-store.js';
import { createLogger } from '../logger.js';
import { Keeper } from './keeper.js';
import { NO_TOKEN } from './welcome.js';

/** Longer than the engine needs to hand its job back and the bot to say goodbye; then they are killed. */
const PATIENCE_MS = 9_000;

/**
 * One Ctrl+C may arrive twice, from the terminal and from npm, which passes it on. Only what comes later than this is
 * a person who means it.
 */
const ECHO_MS = 1000;

const program = (name: string): string => fileURLToPath(new URL(`../${name}/main.js`, import.meta.url));

await enter(async (environment) => {
  const config = loadConfig(environment, { terminal: process.stderr.isTTY });
  if (config.discord.token === null) {
    process.stderr.write(NO_TOKEN);
    process.exitCode = 1;
    return;
  }
  const log = createLogger({ ...config.log, name: 'supervisor' });
  // Once and before anything else runs: makes or migrates the database, and fails here, clearly, if it cannot be used.
  await openJobStore(config.paths.database, { clock: Date.now }).close();

  const keep = (name: string, folder: string): Keeper =>
    new Keeper({ name, program: program(folder), environment, log });
  const keepers = [keep('bot', 'bot')];
  for (let n = 1; n <= config.engine.count; n++) keepers.push(keep(`engine ${n}`, 'engine'));
  log.info({ engines: config.engine.count, data: config.paths.data }, 'running; end it with Ctrl+C');

  const hopeless = Promise.race(keepers.map((keeper) => keeper.hopeless.then(() => true)));
  const failed = await Promise.race([stopAsked().then(() => false), hopeless]);
  log.info(
    failed
      ? 'ending: a setting must be changed first'
      : 'ending: the engines save what they work on; once more ends at once',
  );
  const force = (): void => {
    for (const keeper of keepers) keeper.kill();
  };
  const asked = Date.now();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (Date.now() - asked > ECHO_MS) force();
    });
  }
  const timer = setTimeout(force, PATIENCE_MS);
  for (const keeper of keepers) keeper.stop();
  await Promise.all(keepers.map(({ ended }) => ended));
  clearTimeout(timer);
  log.info('ended');
  process.exit(failed ? 1 : 0);
});

/** Resolves at SIGTERM or Ctrl+C, or when whoever started this process with a channel is gone. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(event, () => resolve());
  });
}
