import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { checkDeclared, type DeclaredAttachment, downloadPicture } from '../../src/bot/attachments.js';
import type { ErrorCode } from '../../src/errors.js';

const LIMIT = 100_000;
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('what is declared', () => {
  const rules = { origins: ['https://cdn.example'], limit: LIMIT };
  const declared: DeclaredAttachment = {
    url: 'https://cdn.example/attachments/1/2/a.png?ex=1&hm=2',
    name: 'a.png',
    size: 1000,
    contentType: 'image/png',
  };
  const refusal = (change: Partial<DeclaredAttachment>) =>
    codeOf(async () => checkDeclared({ ...declared, ...change }, rules));

  it('passes for a picture, and for a type that Discord does not know', async () => {
    expect(await refusal({})).toBeNull();
    expect(await refusal({ contentType: null })).toBeNull();
    expect(await refusal({ contentType: 'application/octet-stream' })).toBeNull();
  });

  it('is refused for SVG by type or by name, for other types, and for weight', async () => {
    expect(await refusal({ contentType: 'image/svg+xml; charset=utf-8' })).toBe('PICTURE_SVG');
    expect(await refusal({ name: 'drawing.SVG', contentType: null })).toBe('PICTURE_SVG');
    expect(await refusal({ contentType: 'text/plain; charset=utf-8' })).toBe('PICTURE_NOT_A_PICTURE');
    expect(await refusal({ contentType: 'video/mp4' })).toBe('PICTURE_NOT_A_PICTURE');
    expect(await refusal({ size: LIMIT + 1 })).toBe('PICTURE_TOO_HEAVY');
  });

  it.each([
    'https://cdn.example.evil.test/a.png',
    'https://evil.test/https://cdn.example/a.png',
    'http://cdn.example/a.png',
    'https://cdn.example:8443/a.png',
    'https://cdn.example@evil.test/a.png',
    'https://user@cdn.example/a.png',
    'file:///etc/passwd',
    'not an address',
  ])('is refused from %s: the origin is another', async (url) => {
    expect(await refusal({ url })).toBe('PICTURE_SOURCE');
  });
});

describe('a download', () => {
  it('hands over the bytes as they are', async () => {
    const png = await picture();
    expect(await fetchFrom((_, response) => response.end(png))).toEqual(png);
  });

  it.each(['jpeg', 'webp', 'gif', 'avif', 'tiff'] as const)(
    'takes %s by its first bytes, whatever it is called',
    async (format) => {
      const bytes = await sharp(await picture())
        .toFormat(format)
        .toBuffer();
      expect(
        await fetchFrom((_, response) => response.end(bytes), { contentType: null, name: 'file' }),
      ).toEqual(bytes);
    },
  );

  it('stops reading at the limit, however little was declared', async () => {
    let written = 0;
    const endless: RequestListener = (_, response) => {
      const more = (): void => {
        while (!response.destroyed && written < 50 * LIMIT) {
          written += 1000;
          if (!response.write(Buffer.alloc(1000, 1))) return;
        }
        response.end();
      };
      response.on('drain', more);
      more();
    };
    expect(await codeOf(() => fetchFrom(endless, { size: 10 }))).toBe('PICTURE_TOO_HEAVY');
    // Only what fits in sockets' buffers went past the limit.
    expect(written).toBeLessThan(50 * LIMIT);
  });

  it('follows no redirect, not even to an origin that is allowed', async () => {
    const asked: string[] = [];
    const redirecting: RequestListener = (request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(302, { location: '/elsewhere.png' }).end();
    };
    expect(await codeOf(() => fetchFrom(redirecting))).toBe('PICTURE_DOWNLOAD');
    expect(asked).toEqual(['/a.png']);
  });

  it('knows by the bytes what is no picture, whatever is declared', async () => {
    const says = (body: string | Buffer) => codeOf(() => fetchFrom((_, response) => response.end(body)));
    expect(await says('hello, I am a text')).toBe('PICTURE_NOT_A_PICTURE');
    expect(await says('%PDF-1.7 …')).toBe('PICTURE_NOT_A_PICTURE');
    expect(await says('<svg xmlns="http://www.w3.org/2000/svg"/>')).toBe('PICTURE_SVG');
    expect(await says('<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"/>')).toBe(
      'PICTURE_SVG',
    );
    expect(await says('')).toBe('PICTURE_DAMAGED');
  });

  it('that breaks, or whose address has expired, can be tried again', async () => {
    const breaking: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write(Buffer.alloc(100));
      setTimeout(() => response.destroy(), 20);
    };
    expect(await codeOf(() => fetchFrom(breaking))).toBe('PICTURE_DOWNLOAD');
    expect(await codeOf(() => fetchFrom((_, response) => response.writeHead(404).end()))).toBe(
      'PICTURE_DOWNLOAD',
    );
  });

  it('ends when the bot does', async () => {
    const silent: RequestListener = (_, response) => response.writeHead(200).flushHeaders();
    const stopping = AbortSignal.timeout(50);
    expect(await codeOf(() => fetchFrom(silent, {}, stopping))).toBe('PICTURE_DOWNLOAD');
  });
});

function picture(): Promise<Buffer> {
  return sharp({ create: { width: 64, height: 48, channels: 3, background: '#4060a0' } })
    .png()
    .toBuffer();
}

async function fetchFrom(
  listener: RequestListener,
  change: Partial<DeclaredAttachment> = {},
  signal = new AbortController().signal,
): Promise<Buffer> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return downloadPicture(
    { url: `${origin}/a.png`, name: 'a.png', size: 1000, contentType: 'image/png', ...change },
    { origins: [origin], limit: LIMIT, signal },
  );
}

async function codeOf(work: () => Promise<unknown>): Promise<ErrorCode | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return (error as { code: ErrorCode }).code;
  }
}
