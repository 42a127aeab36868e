import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';

/** Where `scripts/build.mjs` puts the page: beside this file once it is built; from the sources, as tests run it, in dist/. */
const FOLDER = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/sandbox/web/' : './web/',
  import.meta.url,
);

const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/app.css': ['app.css', 'text/css; charset=utf-8'],
};

/** Nothing from anywhere else: the page works on a machine without a network, and leads nobody out. */
const POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the web page, or answers false when this is none of its addresses. */
export function servePage(response: ServerResponse, pathname: string): boolean {
  const found = FILES[pathname];
  if (found === undefined) return false;
  const [file, type] = found;
  let bytes: Buffer;
  try {
    bytes = readFileSync(fileURLToPath(new URL(file, FOLDER)));
  } catch {
    response
      .writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8' })
      .end('The page is not built here. Run: npm run build');
    return true;
  }
  response
    .writeHead(200, {
      'Content-Type': type,
      'Content-Length': bytes.length,
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
    })
    .end(bytes);
  return true;
}
