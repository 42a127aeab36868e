import { readEnvironment } from './environment.js';
import { AppError, type ErrorCode } from './errors.js';
import type { Log } from './logger.js';

/**
 * How every program begins and how it fails: `main` gets the environment; an AppError ends the process with its
 * sentence on standard error and nothing else, anything unforeseen with its stack, with exit code 1
 * (or EXIT_CONFIGURATION). The promise
 * settles with `main`; the process then ends by itself when nothing keeps it alive, as Node has it.
 */
export async function enter(main: (environment: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
  process.on('uncaughtException', fail);
  try {
    await main(readEnvironment(process.env));
  } catch (error) {
    fail(error);
  }
}

/**
 * Aborted by SIGTERM, by Ctrl+C, and when the process that started this one with a channel is gone. What then takes
 * longer than `limitMs` hangs, and is ended. Signals after the first change nothing: on Ctrl+C one comes from the
 * terminal and another from the supervisor.
 */
export function stopSignal(log: Log, limitMs: number): AbortSignal {
  const stopping = new AbortController();
  const stop = (why: string): void => {
    if (stopping.signal.aborted) return;
    log.info({ why }, 'ending');
    setTimeout(() => process.exit(1), limitMs).unref();
    stopping.abort();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', () => stop('the process that started this one is gone'));
  return stopping.signal;
}

/**
 * Exit code of a program that would fail the same way however often it is started, until somebody changes a setting
 * (EX_CONFIG of sysexits.h). The supervisor does not start it again.
 */
export const EXIT_CONFIGURATION = 78;
const CONFIGURATION: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CONFIG_INVALID',
  'DISCORD_TOKEN_INVALID',
  'ENGINE_BACKEND',
  'WEIGHTS_MISSING',
  'WEIGHTS_DAMAGED',
]);

function fail(error: unknown): never {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(error instanceof AppError && CONFIGURATION.has(error.code) ? EXIT_CONFIGURATION : 1);
}

function describe(error: unknown): string {
  if (error instanceof AppError && error.code !== 'INTERNAL') return error.userMessage;
  const thrown = error instanceof AppError ? (error.cause ?? error) : error;
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
