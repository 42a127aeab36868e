import type { ChangesView, InteractionView, PictureView } from '../api.js';

export const DEFAULT_TIMEOUT_MS = 15_000;

/** A file to send: its name and its bytes. */
export interface FileInput {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What the sandbox refused, in its own words. */
export class SandboxRefusal extends Error {
  override readonly name = 'SandboxRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Speaks the sandbox's human face over HTTP: requests, files, and waiting for something to change. */
export class Transport {
  readonly url: string;

  /** @param url what the sandbox printed: `http://127.0.0.1:PORT`. */
  constructor(url: string) {
    this.url = url.replace(/\/+$/, '');
  }

  interaction(id: string): Promise<InteractionView> {
    return this.get<InteractionView>(`/interactions/${id}`);
  }

  /** Reads `look` again whenever something has changed, until `accepts`; rejects after `timeoutMs`. */
  async until<Value>(
    look: () => Promise<Value>,
    accepts: (value: Value) => boolean,
    options: { timeoutMs: number; waitingFor: string },
  ): Promise<Value> {
    const deadline = Date.now() + options.timeoutMs;
    let { sequence } = await this.get<ChangesView>('/changes');
    for (;;) {
      const value = await look();
      if (accepts(value)) return value;
      const left = deadline - Date.now();
      if (left <= 0) {
        throw new Error(
          `waited ${options.timeoutMs} ms for ${options.waitingFor}; last seen: ${JSON.stringify(value)?.slice(0, 2000)}`,
        );
      }
      const wait = Math.min(left, 20_000);
      ({ sequence } = await this.get<ChangesView>(`/changes?after=${sequence}&wait=${wait}`));
    }
  }

  /** The bytes behind a picture or any address of the sandbox's CDN. */
  async download(picture: PictureView | string): Promise<Buffer> {
    const response = await fetch(typeof picture === 'string' ? picture : picture.url);
    if (!response.ok) throw new SandboxRefusal(response.status, await response.text());
    return Buffer.from(await response.arrayBuffer());
  }

  /** Uploads a file; the id names it in one command or message. */
  async upload(file: FileInput): Promise<string> {
    const answer = await this.#send<{ upload: string }>(
      'POST',
      `/uploads?filename=${encodeURIComponent(file.name)}`,
      Buffer.from(file.bytes),
      'application/octet-stream',
    );
    return answer.upload;
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.#send<Answer>('GET', path);
  }

  post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#send<Answer>('POST', path, Buffer.from(JSON.stringify(body)), 'application/json');
  }

  async #send<Answer>(
    method: string,
    path: string,
    body?: Buffer<ArrayBuffer>,
    contentType?: string,
  ): Promise<Answer> {
    const response = await fetch(`${this.url}/sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      ...(contentType === undefined ? {} : { headers: { 'Content-Type': contentType } }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer as Answer;
    const message =
      typeof answer === 'object' && answer !== null && 'message' in answer ? String(answer.message) : '';
    throw new SandboxRefusal(response.status, message);
  }
}
