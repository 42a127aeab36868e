import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** What the server does with one request; the last of a list goes for all after it. */
export type Manner =
  /** As a good server does: ranges, a tag. */
  | { readonly kind: 'well' }
  /** Sends so many bytes of what was asked for and breaks the connection. */
  | { readonly kind: 'break'; readonly after: number }
  /** Sends so many bytes and then nothing, without an end. */
  | { readonly kind: 'stall'; readonly after: number }
  /** Sends the whole file whatever part was asked for. */
  | { readonly kind: 'no ranges' }
  /** Says that the file has so many bytes, and sends as many. */
  | { readonly kind: 'length'; readonly bytes: number }
  /** Sends bytes without end and without saying how many. */
  | { readonly kind: 'endless' }
  /** Answers a range with one that starts elsewhere. */
  | { readonly kind: 'shifted' }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> };

export interface FileServer {
  readonly address: string;
  /** `GET /path` and the range asked for, or `all`. */
  readonly requests: string[];
}

/** A server on this machine for one file, under any path, that misbehaves as told. */
export async function serveFile(
  bytes: Uint8Array,
  manners: readonly Manner[] = [{ kind: 'well' }],
  tag = '"v1"',
): Promise<FileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const manner = manners[Math.min(requests.length, manners.length - 1)] ?? { kind: 'well' };
    requests.push(`${request.url} ${request.headers.range ?? 'all'}`);
    answer(manner, bytes, tag, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { address: `http://127.0.0.1:${address.port}`, requests };
}

function answer(
  manner: Manner,
  bytes: Uint8Array,
  tag: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const current = request.headers['if-range'] === undefined || request.headers['if-range'] === tag;
  let start = range !== null && current ? Number(range[1]) : 0;
  switch (manner.kind) {
    case 'status':
      response.writeHead(manner.status, manner.headers).end('An error page.');
      return;
    case 'no ranges':
      start = 0;
      break;
    case 'length':
      response.writeHead(200, { 'content-length': manner.bytes }).end(Buffer.alloc(manner.bytes));
      return;
    case 'endless': {
      response.writeHead(200);
      const send = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', send);
      send();
      return;
    }
    default:
  }
  if (start > 0 && start >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const from = manner.kind === 'shifted' && start > 0 ? start - 1 : start;
  const body = bytes.subarray(from);
  const headers = { etag: tag, 'accept-ranges': 'bytes', 'content-length': body.length };
  if (start > 0) {
    response.writeHead(206, {
      ...headers,
      'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    });
  } else {
    response.writeHead(200, headers);
  }
  if (manner.kind === 'break' || manner.kind === 'stall') {
    response.write(body.subarray(0, manner.after), () => {
      if (manner.kind === 'break') setTimeout(() => response.destroy(), 30);
    });
    return;
  }
  response.end(body);
}
