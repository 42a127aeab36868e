import { restError } from '../rest/rest-error.js';
import type { Snowflakes } from '../world/snowflake.js';
import type { StoredAttachment, World } from '../world/world.js';
import type { Upload } from './compose.js';
import { mediaFacts, storedFilename } from './media.js';

/** A file that no message shows any more can still be fetched for a while: whoever has just seen it may be about to. */
const DROPPED_MS = 5 * 60_000;
/** A file given to a command lives as long as its address. */
const COMMAND_FILE_MS = 24 * 60 * 60_000;

export interface NewFile {
  readonly filename: string;
  readonly bytes: Buffer;
}

/** Where a file lives: in its channel, or, for ephemeral messages and commands, with the application. */
export interface FileOwner {
  readonly id: string;
  readonly ephemeral: boolean;
}

/** The files behind the CDN. What nothing shows any more is let go, so that a long session does not fill the memory. */
export class Files {
  readonly #world: World;
  readonly #ids: Snowflakes;
  readonly #now: () => number;
  readonly #leaving = new Map<string, number>();

  constructor(deps: { world: World; ids: Snowflakes; now: () => number }) {
    this.#world = deps.world;
    this.#ids = deps.ids;
    this.#now = deps.now;
  }

  /** Measures the files of a request, which are kept only once a message has them. 40005 for one above the limit. */
  async receive(
    files: readonly (NewFile & { index: string })[],
    owner: FileOwner,
    limit: number,
  ): Promise<Upload[]> {
    if (files.some((file) => file.bytes.length > limit)) throw restError(40005);
    const uploads: Upload[] = [];
    for (const file of files)
      uploads.push({ index: file.index, attachment: await this.measure(file, owner) });
    return uploads;
  }

  async measure(file: NewFile, owner: FileOwner): Promise<StoredAttachment> {
    const filename = storedFilename(file.filename);
    return {
      id: this.#ids.next(),
      ownerId: owner.id,
      ephemeral: owner.ephemeral,
      filename,
      description: null,
      ...(await mediaFacts(filename, file.bytes)),
      bytes: file.bytes,
      createdAt: this.#now(),
      aged: 0,
    };
  }

  /** Puts files behind their addresses. */
  keep(attachments: readonly StoredAttachment[]): void {
    for (const attachment of attachments) {
      this.#world.attachments.set(attachment.id, attachment);
      this.#leaving.delete(attachment.id);
    }
  }

  /** Keeps a file that came with a command and belongs to no message. */
  keepForCommand(attachment: StoredAttachment): void {
    this.keep([attachment]);
    this.#leaving.set(attachment.id, this.#now() + COMMAND_FILE_MS);
  }

  /** Lets files go that a message had. */
  drop(attachments: readonly StoredAttachment[]): void {
    const now = this.#now();
    for (const attachment of attachments) this.#leaving.set(attachment.id, now + DROPPED_MS);
    for (const [id, at] of this.#leaving) {
      if (at > now) continue;
      this.#world.attachments.delete(id);
      this.#leaving.delete(id);
    }
  }
}
