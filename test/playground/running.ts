import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { connectSandbox, type SandboxClient } from '../../src/sandbox/client.js';
import { Program } from '../bot/support/processes.js';
import { hasChromium, launchBrowser, openPage } from './browser.js';

/** `npm run sandbox` as a process, with small pictures, and a browser to look at it with. */
export class RunningPlayground {
  readonly program: Program;
  readonly url: string;
  readonly client: SandboxClient;
  readonly #browser: Browser | null;

  private constructor(program: Program, url: string, client: SandboxClient, browser: Browser | null) {
    this.program = program;
    this.url = url;
    this.client = client;
    this.#browser = browser;
  }

  static async start(): Promise<RunningPlayground> {
    const program = new Program(
      'playground',
      {
        ENGINE_BACKEND: 'onnxruntime',
        ENGINE_DEVICE: 'cpu',
        ENGINE_EXTRACTOR: 'wavelet',
        DEFAULT_SIZE: '96',
        PROGRESS_SECONDS: '0.3',
      },
      ['--no-open', '--port', '0'],
    );
    const url = await address(program);
    const browser = hasChromium ? await launchBrowser() : null;
    return new RunningPlayground(program, url, await connectSandbox(url), browser);
  }

  async open(channel: string, options: { width?: number; height?: number } = {}): Promise<Page> {
    if (this.#browser === null) throw new Error('there is no browser here');
    return openPage(this.#browser, this.url, channel, options);
  }

  async stop(): Promise<{ code: number | null; signal: string | null }> {
    await this.#browser?.close();
    return this.program.end('SIGINT');
  }
}

async function address(program: Program): Promise<string> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline && !program.ended) {
    const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(program.output) ?? [];
    if (found !== undefined) return found;
    await delay(100);
  }
  throw new Error(`npm run sandbox told no address. It wrote:\n${program.output}`);
}
