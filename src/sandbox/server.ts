import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../logger.js';
import type { BotSettings } from './api.js';
import { isCdnPath, serveAttachment } from './cdn.js';
import { SandboxClient } from './client.js';
import { Gateway } from './gateway/gateway.js';
import { Backstage } from './human/backstage.js';
import { HumanFace } from './human/human.js';
import { stateView } from './human/place-views.js';
import { Interactions } from './interactions/interactions.js';
import { Files } from './messages/files.js';
import { AttachmentLinks } from './messages/links.js';
import { Messages } from './messages/messages.js';
import { servePage } from './page.js';
import { Faults } from './rest/faults.js';
import { RateLimits } from './rest/rate-limits.js';
import { RequestLog } from './rest/request-log.js';
import { Rest } from './rest/rest.js';
import { type Sample, Samples } from './samples.js';
import type { Services } from './services.js';
import { ChangeFeed } from './world/changes.js';
import { makeWorld } from './world/fixtures.js';
import { Snowflakes } from './world/snowflake.js';

export interface SandboxOptions {
  readonly log: Log;
  /** 0, the default: any free port. */
  readonly port?: number;
  /** The bot's token. Default: a new one, made at random. */
  readonly token?: string;
  /** Pictures that the page has at hand. Default: none. */
  readonly samples?: readonly Sample[];
  /** Is told every token and every signature of an address, as it is made: tests look for them in logs. */
  readonly secret?: (secret: string) => void;
  /** What HELLO tells the bot. Default 41250, as Discord does. */
  readonly heartbeatMs?: number;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`: the page, REST below /api, attachments, and the person's side below /sandbox. */
  readonly url: string;
  /** What a bot needs in its environment to log in here. */
  readonly settings: BotSettings;
  /** A person's and a test's hands, bound to this sandbox (over HTTP, as from anywhere else). */
  readonly client: SandboxClient;
  /** Ends every connection and frees the port. */
  stop(): Promise<void>;
}

/** Starts the loopback Discord on 127.0.0.1 and nowhere else. Everything is in memory and ends with it. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { log } = options;
  const now = Date.now;
  const ended = new AbortController();
  let origin = '';
  const ids = new Snowflakes(now);
  const world = makeWorld(ids, now, options.token === undefined ? {} : { token: options.token });
  const changes = new ChangeFeed();
  const files = new Files({ world, ids, now });
  const secret = options.secret ?? (() => {});
  const deps = { log, now, ids, world, changes, files, secret, origin: () => origin };
  const services: Services = {
    ...deps,
    links: new AttachmentLinks(deps),
    messages: new Messages(deps),
    interactions: new Interactions(deps),
    gateway: new Gateway({ ...deps, heartbeatMs: options.heartbeatMs ?? 41_250 }),
    requests: new RequestLog(),
    limits: new RateLimits(now),
    faults: new Faults(),
    backstage: new Backstage(changes),
    samples: await Samples.read(options.samples ?? []),
    uploads: new Map(),
  };
  const rest = new Rest(services);
  const human = new HumanFace(services, ended.signal);

  const server = createServer((request, response) => {
    handle(services, rest, human, request, response).catch((error: unknown) => {
      log.error({ err: error }, 'request failed');
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (isLocal(request)) services.gateway.upgrade(request, socket, head);
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  secret(stateView(services).settings.DISCORD_TOKEN);
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  log.info({ origin }, 'the loopback Discord is up');

  return {
    url: origin,
    settings: stateView(services).settings,
    client: new SandboxClient(origin),
    stop: async () => {
      ended.abort();
      changes.close();
      services.interactions.close();
      services.gateway.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(
  services: Services,
  rest: Rest,
  human: HumanFace,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isLocal(request)) {
    response.writeHead(403).end('This server is for this machine only.');
    return;
  }
  const url = new URL(request.url ?? '/', services.origin());
  if (url.pathname === '/' && request.headers.host !== url.host) {
    // Under its other name the page would be a stranger to the pictures, whose addresses are of this one.
    response.writeHead(302, { Location: services.origin() }).end();
    return;
  }
  if (url.pathname.startsWith('/api/')) {
    await rest.handle(request, response, url.pathname.slice('/api'.length), url.search);
  } else if (url.pathname.startsWith('/sandbox/')) {
    await human.handle(request, response, url.pathname.slice('/sandbox'.length), url.search);
  } else if (request.method === 'GET' && isCdnPath(url.pathname)) {
    await serveAttachment(services, response, url);
  } else if (
    request.method === 'GET' &&
    (servePage(response, url.pathname) || services.samples.serve(response, url.pathname))
  ) {
    return;
  } else {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found.');
  }
}

/** Refuses names that only resolve here, and pages of other origins: a browser must not be led in from outside. */
function isLocal(request: IncomingMessage): boolean {
  const hostname = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (hostname !== '127.0.0.1' && hostname !== 'localhost') return false;
  const { origin } = request.headers;
  return origin === undefined || /^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin);
}
