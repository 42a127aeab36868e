import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { StoredAttachment } from '../world/world.js';

/** An address works for a day, as on Discord. */
const LIFE_SECONDS = 24 * 60 * 60;

export type LinkVerdict = 'good' | 'expired' | 'forged';

/** Signs the addresses of attachments: `ex` (expiry), `is` (issue), both seconds in hexadecimal, and `hm`. */
export class AttachmentLinks {
  readonly #secret = randomBytes(32);
  readonly #origin: () => string;
  readonly #now: () => number;

  readonly #made: (secret: string) => void;

  constructor(options: { origin: () => string; now: () => number; secret: (secret: string) => void }) {
    this.#made = options.secret;
    this.#origin = options.origin;
    this.#now = options.now;
  }

  url(attachment: StoredAttachment): string {
    return this.#signed(attachmentPath(attachment));
  }

  /** The address of the media proxy, which Discord has beside the CDN. */
  proxyUrl(attachment: StoredAttachment): string {
    return this.#signed(`/media${attachmentPath(attachment)}`);
  }

  verify(attachment: StoredAttachment, pathname: string, query: URLSearchParams): LinkVerdict {
    const expiry = query.get('ex') ?? '';
    const issued = query.get('is') ?? '';
    const given = Buffer.from(query.get('hm') ?? '', 'hex');
    const wanted = this.#mac(pathname, expiry, issued);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'forged';
    const now = this.#now() + attachment.aged;
    return now > Number.parseInt(expiry, 16) * 1000 ? 'expired' : 'good';
  }

  #signed(path: string): string {
    const seconds = Math.floor(this.#now() / 1000);
    const expiry = (seconds + LIFE_SECONDS).toString(16);
    const issued = seconds.toString(16);
    const mac = this.#mac(path, expiry, issued).toString('hex');
    this.#made(mac);
    return `${this.#origin()}${path}?ex=${expiry}&is=${issued}&hm=${mac}&`;
  }

  #mac(path: string, expiry: string, issued: string): Buffer {
    return createHmac('sha256', this.#secret).update(`${path}|${expiry}|${issued}`).digest();
  }
}

export function attachmentPath(attachment: StoredAttachment): string {
  const folder = attachment.ephemeral ? 'ephemeral-attachments' : 'attachments';
  return `/${folder}/${attachment.ownerId}/${attachment.id}/${encodeURIComponent(attachment.filename)}`;
}
