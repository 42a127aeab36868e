import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export type Log = Logger;

/** Paths that hold secrets wherever they turn up in a log record. */
const SECRETS = [
  'token',
  '*.token',
  'interactionToken',
  '*.interactionToken',
  'url',
  '*.url',
  'err.url',
  'err.rawError',
];

/**
 * The process's logger: JSON lines, or readable lines when `format` is `pretty`. Always to standard error, so that
 * standard output stays for results.
 */
export function createLogger(options: {
  level: string;
  format: 'json' | 'pretty';
  name: string;
  destination?: DestinationStream;
}): Log {
  const destination =
    options.destination ??
    (options.format === 'pretty'
      ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' })
      : pino.destination({ dest: 2, sync: true }));
  return pino(
    { name: options.name, level: options.level, redact: { paths: SECRETS, censor: '[hidden]' } },
    destination,
  );
}
