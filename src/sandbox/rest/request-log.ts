import type { LoggedRequest } from '../api.js';

const KEPT = 5000;

/** The REST traffic, for tests and the developers' drawer: bounded, oldest first, without tokens. */
export class RequestLog {
  #next = 0;
  #entries: LoggedRequest[] = [];

  add(entry: Omit<LoggedRequest, 'index'>): number {
    const index = this.#next++;
    this.#entries.push({ index, ...entry });
    if (this.#entries.length > KEPT) this.#entries = this.#entries.slice(-KEPT);
    return index;
  }

  since(index: number): LoggedRequest[] {
    return this.#entries.filter((entry) => entry.index >= index);
  }
}

/** A path with the secrets of interactions and webhooks hidden. */
export function maskPath(path: string): string {
  return path.replace(/(\/(?:webhooks|interactions)\/\d+\/)[^/]+/, '$1:token');
}
