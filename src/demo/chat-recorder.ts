import { writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { APIMessage } from 'discord.js';
import type { MessageView, PictureView } from '../sandbox/api.js';
import type { SandboxClient } from '../sandbox/client.js';
import { type ChatEntry, renderChat } from './transcript.js';

/** Takes down a chat as it happens, with every picture in it, and writes it as a web page that needs nothing else. */
export class ChatRecorder {
  readonly #folder: string;
  readonly #client: SandboxClient;
  readonly #entries: ChatEntry[] = [];
  /** Where each picture of the chat was saved: by its address without the signature, which changes. */
  readonly #files = new Map<string, string>();

  constructor(folder: string, client: SandboxClient) {
    this.#folder = folder;
    this.#client = client;
  }

  command(user: string, text: string): void {
    this.#entries.push({ kind: 'command', user, text });
  }

  /** Notes the message as it is now, with its pictures. They are saved as `name`, `name-2` … with their own ending. */
  async message(view: MessageView, name: string, caption: string | null = null): Promise<string[]> {
    const saved: string[] = [];
    for (const picture of view.pictures) {
      const suffix = saved.length === 0 ? '' : `-${saved.length + 1}`;
      saved.push(await this.#save(picture, `${name}${suffix}${extname(picture.filename)}`));
    }
    this.#entries.push({ kind: 'message', caption, message: view.raw as unknown as APIMessage });
    return saved;
  }

  /** Writes the page and answers its path. */
  async write(page: { title: string; note: string; channel: string }): Promise<string> {
    const path = join(this.#folder, 'chat.html');
    const fileOf = ({ url, filename }: { url: string; filename: string }) =>
      this.#files.get(address(url)) ?? filename;
    await writeFile(path, renderChat({ ...page, entries: this.#entries, fileOf }));
    return path;
  }

  async #save(picture: PictureView, filename: string): Promise<string> {
    const known = this.#files.get(address(picture.url));
    if (known !== undefined) return join(this.#folder, known);
    const path = join(this.#folder, filename);
    await writeFile(path, await this.#client.download(picture));
    this.#files.set(address(picture.url), basename(path));
    return path;
  }
}

function address(url: string): string {
  return url.split('?')[0] ?? url;
}
