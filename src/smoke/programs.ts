import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface LogLine {
  readonly msg: string;
  readonly [key: string]: unknown;
}

/** One of Gramarye's programs, its log read as it is written. */
export class LoggingProgram {
  readonly name: string;
  readonly lines: LogLine[] = [];
  /** What it wrote that is no log line: why it could not start. */
  complaint = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(name: string, environment: NodeJS.ProcessEnv) {
    this.name = name;
    const file = fileURLToPath(new URL(`../${name}/main.js`, import.meta.url));
    this.#child = spawn(process.execPath, [file], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    const { stderr } = this.#child;
    if (stderr !== null) createInterface({ input: stderr }).on('line', (line) => this.#read(line));
    this.#closed = once(this.#child, 'close');
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async end(): Promise<void> {
    if (!this.ended) this.#child.kill('SIGTERM');
    await this.#closed;
  }

  #read(line: string): void {
    if (line.startsWith('{')) this.lines.push(JSON.parse(line) as LogLine);
    else this.complaint += `${line}\n`;
  }
}
