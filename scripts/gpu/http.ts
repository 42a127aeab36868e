import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { connect as tls } from 'node:tls';
import { AppError } from '../../src/errors.js';
import { type ProxySettings, proxyFor } from './proxy.js';

/** A server that says nothing for so long has gone. */
const SILENCE_MS = 30_000;
const REDIRECTS = 5;

export interface HttpOptions {
  readonly proxies: ProxySettings;
  readonly silenceMs?: number;
}

/**
 * Asks for an address, through a proxy where one is set, and follows redirects. The body is yet to be read; it ends with
 * an error when the server goes silent. Throws GPU_INSTALL with a sentence for anything but a 200.
 */
export async function get(address: string, options: HttpOptions): Promise<IncomingMessage> {
  let url = new URL(address);
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const response = await request(url, options).catch((error: unknown) => {
      throw unreachable(url, error);
    });
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return response;
    response.resume();
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) {
      throw new AppError('GPU_INSTALL', { problem: `${url.href} answered ${statusCode}.` });
    }
    const next = new URL(headers.location, url);
    if (url.protocol === 'https:' && next.protocol !== 'https:') {
      throw new AppError('GPU_INSTALL', {
        problem: `${url.href} leads to ${next.href}, which is not encrypted.`,
      });
    }
    url = next;
  }
  throw new AppError('GPU_INSTALL', { problem: `${address} redirects without end.` });
}

/** A JSON document. */
export async function getJson(address: string, options: HttpOptions): Promise<unknown> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of await get(address, options)) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('GPU_INSTALL', { problem: `${address} gave no proper answer.` }, { cause: error });
  }
}

/** What could not be reached, in words a host can act on. */
export function unreachable(url: URL, cause: unknown): AppError {
  const why = cause instanceof Error ? cause.message || String(Reflect.get(cause, 'code')) : String(cause);
  return new AppError(
    'GPU_INSTALL',
    {
      problem:
        `${url.host} could not be reached (${why}). This needs a connection to it; behind a proxy, ` +
        'npm config set https-proxy ADDRESS.',
    },
    { cause },
  );
}

async function request(url: URL, { proxies, silenceMs = SILENCE_MS }: HttpOptions): Promise<IncomingMessage> {
  const proxy = proxyFor(url, proxies);
  const options: RequestOptions = { headers: { 'user-agent': 'gramarye' }, timeout: silenceMs };
  if (proxy === null) return send(url.protocol === 'https:' ? https : http, url, options);
  const credentials = proxyCredentials(proxy);
  if (url.protocol === 'http:') {
    return send(http, url, {
      ...options,
      ...target(proxy),
      path: url.href,
      headers: { ...options.headers, host: url.host, ...credentials },
    });
  }
  const socket = await tunnel(proxy, url, credentials, silenceMs);
  const secured = tls({ socket, servername: url.hostname });
  return send(https, url, { ...options, agent: false, createConnection: () => secured });
}

function send(
  client: typeof http | typeof https,
  url: URL,
  options: RequestOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = client.get(url, options, resolve);
    asked.on('timeout', () => asked.destroy(new Error('it says nothing more')));
    asked.on('error', reject);
  });
}

/** A connection through the proxy to the server itself, to be encrypted from end to end. */
function tunnel(
  proxy: URL,
  url: URL,
  headers: Record<string, string>,
  timeout: number,
): Promise<import('node:net').Socket> {
  return new Promise((resolve, reject) => {
    const client = proxy.protocol === 'https:' ? https : http;
    const path = `${url.hostname}:${url.port || 443}`;
    const asked = client.request({ ...target(proxy), method: 'CONNECT', path, headers, timeout });
    asked.on('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) resolve(socket as import('node:net').Socket);
      else reject(new Error(`the proxy ${proxy.host} answered ${statusCode}`));
    });
    asked.on('timeout', () => asked.destroy(new Error(`the proxy ${proxy.host} says nothing`)));
    asked.on('error', reject);
    asked.end();
  });
}

function target(proxy: URL): RequestOptions {
  return { host: proxy.hostname, port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80) };
}

function proxyCredentials({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
