import { appendFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { createLogger } from '../logger.js';
import type { Sample } from './samples.js';
import { startSandbox } from './server.js';

const program = new Command('sandbox')
  .description(
    'A Discord of your own on this machine (127.0.0.1 only, everything in memory): a real bot logs in to it, its web ' +
      'page shows it, and the addresses below /sandbox play its users. Prints one line of JSON with its url and the bot’s settings.',
  )
  .option('--port <number>', 'port to listen on; 0 takes any free one', readPort, 0)
  .option('--token <token>', 'the bot’s token; made at random when left out')
  .option(
    '--sample <name=file>',
    'a picture that the web page has at hand; may be given again',
    readSample,
    [],
  )
  .option(
    '--secrets <file>',
    'write every token and signature to this file, one a line: for tests that look for them',
  )
  .option('--log-level <level>', 'trace, debug, info, warn, error, fatal or silent', 'warn')
  .parse();

const options = program.opts<{
  port: number;
  token?: string;
  sample: readonly Sample[];
  secrets?: string;
  logLevel: string;
}>();
const { secrets } = options;
const log = createLogger({
  name: 'sandbox',
  level: options.logLevel,
  format: process.stderr.isTTY ? 'pretty' : 'json',
});

const sandbox = await startSandbox({
  log,
  port: options.port,
  ...(options.token === undefined ? {} : { token: options.token }),
  samples: options.sample,
  ...(secrets === undefined ? {} : { secret: (secret: string) => appendFileSync(secrets, `${secret}\n`) }),
}).catch((error: unknown) => {
  process.stderr.write(
    `The sandbox could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
const announcement = { url: sandbox.url, settings: sandbox.settings };
process.stdout.write(`${JSON.stringify(announcement)}\n`);
process.send?.({ op: 'ready', ...announcement });

let ending = false;
const end = () => {
  if (ending) return;
  ending = true;
  sandbox.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.once('SIGTERM', end);
process.once('SIGINT', end);
process.once('disconnect', end);

function readSample(text: string, before: readonly Sample[]): readonly Sample[] {
  const [, name, path] = /^([^/=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || path === undefined) throw new InvalidArgumentError('Give it as name=file.');
  return [...before, { name, path }];
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('Not a port.');
  return port;
}
