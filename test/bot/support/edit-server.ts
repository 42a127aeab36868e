import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import busboy from 'busboy';
import { ComponentType } from 'discord.js';

/** One edit as it arrived. */
export interface ReceivedEdit {
  readonly at: number;
  readonly path: string;
  readonly authorized: boolean;
  readonly body: {
    readonly flags: number;
    readonly components: unknown;
    readonly allowed_mentions: unknown;
    readonly attachments: readonly { readonly id: string; readonly filename?: string }[];
  };
  readonly files: readonly { readonly name: string; readonly bytes: Buffer }[];
}

export interface Reply {
  readonly status: number;
  readonly code?: number;
  /** Seconds, for 429. */
  readonly retryAfter?: number;
  /** Milliseconds before the answer. */
  readonly delay?: number;
}

/**
 * The edit endpoints alone, with answers that a test writes down beforehand: for the order and timing of edits, which
 * a whole Discord would blur. test/bot/discord.test.ts has the whole one.
 */
export class EditServer {
  readonly edits: ReceivedEdit[] = [];
  /** Paths of messages that were deleted. */
  readonly deleted: string[] = [];
  /** Answers to the next edits, first to last; after them everything succeeds. */
  readonly replies: Reply[] = [];
  readonly #server: Server;
  #ids = 1000;

  private constructor() {
    this.#server = createServer((request, response) => {
      if (request.method === 'DELETE') {
        this.deleted.push(request.url ?? '');
        const { status, code = 0 } = this.replies.shift() ?? { status: 204 };
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(status < 300 ? undefined : JSON.stringify({ code, message: 'no' }));
        return;
      }
      void this.#take(request).then(async (edit) => {
        this.edits.push(edit);
        const { status, code = 0, delay = 0, retryAfter } = this.replies.shift() ?? { status: 200 };
        await new Promise((resolve) => setTimeout(resolve, delay));
        response.writeHead(status, {
          'content-type': 'application/json',
          ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
        });
        response.end(JSON.stringify(status < 300 ? this.#message(edit) : { code, message: 'no' }));
      });
    });
  }

  static async open(): Promise<EditServer> {
    const server = new EditServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get api(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The message as Discord answers it: a file that a component shows is named there and not among `attachments`. */
  #message({ body }: ReceivedEdit): unknown {
    const items = body.attachments.map(({ id, filename }) => ({
      media: { url: `https://cdn/${filename}`, attachment_id: id === '0' ? String(this.#ids++) : id },
    }));
    const gallery = { type: ComponentType.MediaGallery, items };
    const components = [{ type: ComponentType.Container, components: [gallery] }];
    return { id: '3', attachments: [], components };
  }

  async #take(request: IncomingMessage): Promise<ReceivedEdit> {
    const at = Date.now();
    const files: { name: string; bytes: Buffer }[] = [];
    let json = '';
    if (request.headers['content-type']?.startsWith('multipart/') === true) {
      const form = busboy({ headers: request.headers });
      form.on('field', (_, value) => {
        json = value;
      });
      form.on('file', (_field, stream, { filename }) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => files.push({ name: filename ?? '', bytes: Buffer.concat(chunks) }));
      });
      await new Promise((resolve) => request.pipe(form).on('close', resolve));
    } else {
      for await (const chunk of request) json += String(chunk);
    }
    return {
      at,
      path: request.url ?? '',
      authorized: request.headers.authorization !== undefined,
      body: JSON.parse(json) as ReceivedEdit['body'],
      files,
    };
  }
}
