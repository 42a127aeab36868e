import type { ServerResponse } from 'node:http';
import type { ChangesView } from '../api.js';
import type { ChangeFeed } from '../world/changes.js';

/** A proxy or a laptop that slept must not take silence for the end. */
const PING_MS = 20_000;

/**
 * The change feed as server-sent events: each carries what has changed since the last, and its id is the feed's
 * sequence, so that a browser that lost the connection goes on where it was.
 */
export async function streamChanges(
  changes: ChangeFeed,
  response: ServerResponse,
  options: { readonly after: number; readonly ended: AbortSignal },
): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write('retry: 500\n\n');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, options.ended]);
  let { after } = options;
  while (!signal.aborted) {
    await changes.wait(after, PING_MS, signal);
    if (signal.aborted) break;
    const view: ChangesView = { sequence: changes.sequence, changes: changes.after(after) };
    after = view.sequence;
    response.write(
      view.changes.length === 0 ? ': still here\n\n' : `id: ${after}\ndata: ${JSON.stringify(view)}\n\n`,
    );
  }
  response.end();
}
