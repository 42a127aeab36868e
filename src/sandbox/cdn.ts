import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Services } from './services.js';

const PATH = /^(?:\/media)?\/(?:ephemeral-)?attachments\/\d+\/(\d+)\/[^/]+$/;

export function isCdnPath(pathname: string): boolean {
  return PATH.test(pathname);
}

/**
 * The CDN and its media proxy: serves an attachment at its signed address, and says as Discord's does that the content
 * is no longer available when the address has expired or was never signed here.
 */
export async function serveAttachment(services: Services, response: ServerResponse, url: URL): Promise<void> {
  const fault = services.faults.takeFile();
  if (fault?.delay !== undefined) await delay(fault.delay, undefined, { ref: false });
  if (fault?.status !== undefined) {
    response.writeHead(fault.status).end();
    return;
  }
  const id = PATH.exec(url.pathname)?.[1] ?? '';
  const attachment = services.world.attachments.get(id);
  if (
    attachment === undefined ||
    services.links.verify(attachment, url.pathname, url.searchParams) !== 'good'
  ) {
    response
      .writeHead(404, { 'Content-Type': 'text/plain;charset=UTF-8' })
      .end('This content is no longer available.');
    return;
  }
  response
    .writeHead(200, {
      'Content-Type': attachment.contentType,
      'Content-Length': attachment.bytes.length,
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`,
      'Cache-Control': 'public, max-age=31536000',
      'X-Content-Type-Options': 'nosniff',
    })
    .end(attachment.bytes);
}
