import { createHash } from 'node:crypto';

/** So many requests in so long a window, for each value of the route's major parameters. */
export interface Limit {
  readonly requests: number;
  readonly windowMs: number;
}

/** The limits as they have been seen on Discord, which publishes none and may change them. */
export const LIMITS = {
  sendMessage: { requests: 5, windowMs: 5000 },
  editMessage: { requests: 5, windowMs: 5000 },
  deleteMessage: { requests: 5, windowMs: 1000 },
  webhook: { requests: 5, windowMs: 2000 },
  typing: { requests: 5, windowMs: 5000 },
  commands: { requests: 10, windowMs: 10_000 },
  read: { requests: 50, windowMs: 1000 },
  openDirectMessage: { requests: 10, windowMs: 10_000 },
} as const satisfies Record<string, Limit>;

/**
 * A message older than this can be edited by its author so often, together with all such messages of its channel. What
 * the limit is, Discord does not say; this is what authors of bots report.
 */
const OLD_MS = 60 * 60_000;
const OLD_EDITS: Limit = { requests: 3, windowMs: 20_000 };

/** All requests of a bot together, interaction callbacks and webhooks apart. */
const GLOBAL: Limit = { requests: 50, windowMs: 1000 };

interface Window {
  count: number;
  resetsAt: number;
}

export interface LimitVerdict {
  readonly allowed: boolean;
  readonly global: boolean;
  readonly retryAfterSeconds: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Fixed windows per bucket, told to the client in X-RateLimit headers as Discord tells them. */
export class RateLimits {
  readonly #windows = new Map<string, Window>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Counts one request. `name` is the route, `major` its major parameter (channel, guild, or webhook with its token).
   * `countsGlobally` is false for what Discord leaves out of the global limit.
   */
  take(limit: Limit | null, name: string, major: string, countsGlobally: boolean): LimitVerdict {
    if (countsGlobally) {
      const all = this.#count('global', GLOBAL);
      if (all.count > GLOBAL.requests) {
        const seconds = Math.max(0.001, (all.resetsAt - this.#now()) / 1000);
        return {
          allowed: false,
          global: true,
          retryAfterSeconds: seconds,
          headers: limitedHeaders(seconds, true),
        };
      }
    }
    if (limit === null) return { allowed: true, global: false, retryAfterSeconds: 0, headers: {} };

    const bucket = createHash('sha256').update(name).digest('hex').slice(0, 32);
    const window = this.#count(`${bucket}:${major}`, limit);
    const seconds = Math.max(0.001, (window.resetsAt - this.#now()) / 1000);
    const headers = {
      'X-RateLimit-Limit': String(limit.requests),
      'X-RateLimit-Remaining': String(Math.max(0, limit.requests - window.count)),
      'X-RateLimit-Reset': (window.resetsAt / 1000).toFixed(3),
      'X-RateLimit-Reset-After': seconds.toFixed(3),
      'X-RateLimit-Bucket': bucket,
    };
    const allowed = window.count <= limit.requests;
    return {
      allowed,
      global: false,
      retryAfterSeconds: seconds,
      headers: allowed ? headers : { ...headers, ...limitedHeaders(seconds, false) },
    };
  }

  /** Counts an edit of a message that is so old. Answers the seconds to wait where there are too many; null else. */
  takeEdit(channelId: string, ageMs: number): number | null {
    if (ageMs <= OLD_MS) return null;
    const window = this.#count(`old:${channelId}`, OLD_EDITS);
    if (window.count <= OLD_EDITS.requests) return null;
    return Math.max(0.001, (window.resetsAt - this.#now()) / 1000);
  }

  #count(key: string, limit: Limit): Window {
    const now = this.#now();
    let window = this.#windows.get(key);
    if (window === undefined || window.resetsAt <= now) {
      window = { count: 0, resetsAt: now + limit.windowMs };
      this.#windows.set(key, window);
    }
    window.count++;
    return window;
  }
}

/** The headers of a 429. */
export function limitedHeaders(seconds: number, global: boolean): Record<string, string> {
  return {
    'Retry-After': String(Math.max(1, Math.ceil(seconds))),
    'X-RateLimit-Scope': global ? 'global' : 'user',
    ...(global ? { 'X-RateLimit-Global': 'true' } : {}),
  };
}

/** The body of a 429. */
export function limitedBody(seconds: number, global: boolean): Record<string, unknown> {
  return {
    message: 'You are being rate limited.',
    retry_after: Number(seconds.toFixed(3)),
    global,
    code: 0,
  };
}
