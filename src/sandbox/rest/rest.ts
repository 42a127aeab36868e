import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultInput } from '../api.js';
import type { Services } from '../services.js';
import { type RequestBody, readBody } from './body.js';
import { type LimitVerdict, limitedBody, limitedHeaders } from './rate-limits.js';
import { maskPath } from './request-log.js';
import {
  invalidForm,
  knownRestError,
  LimitedError,
  methodNotAllowed,
  RestError,
  restError,
  unauthorized,
} from './rest-error.js';
import { checkSnowflakes, findRoute, type Reply, type Route } from './router.js';
import { accountRoutes } from './routes-account.js';
import { channelRoutes } from './routes-channels.js';
import { commandRoutes } from './routes-commands.js';
import { interactionRoutes } from './routes-interactions.js';
import { webhookRoutes } from './routes-webhooks.js';

interface Outcome extends Reply {
  readonly headers: Readonly<Record<string, string>>;
  readonly injected?: boolean;
}

/** Discord's REST API, version 10, below /api/v10: authorization, rate limits, faults, routing and the log. */
export class Rest {
  readonly #services: Services;
  readonly #routes: readonly Route[];

  constructor(services: Services) {
    this.#services = services;
    this.#routes = [
      ...accountRoutes(services),
      ...commandRoutes(services),
      ...interactionRoutes(services),
      ...webhookRoutes(services),
      ...channelRoutes(services),
    ];
  }

  /** Answers one request. `path` is what follows `/api`, with the version. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<void> {
    const started = this.#services.now();
    const method = request.method ?? 'GET';
    const version = /^\/v(\d+)(?=\/)/.exec(path);
    // discord.js writes `@original` as `%40original`.
    const route = path.slice(version?.[0].length ?? 0).replace(/%40/g, '@');
    let body: RequestBody = { json: undefined, files: [] };
    let template: string | null = null;
    let outcome: Outcome | 'cut';
    try {
      // The whole body is read first: a client that is still sending does not hear an early refusal.
      body = await readBody(request);
      if (version !== null && version[1] !== '10') throw restError(0);
      const match = findRoute(this.#routes, method, route);
      if (match.found === 'nothing') throw restError(0);
      if (match.found === 'path') throw methodNotAllowed();
      template = match.route.template;
      outcome = await this.#run(request, match.route, match.params, new URLSearchParams(query), body);
    } catch (error) {
      outcome = this.#refusal(error);
    }
    const logged = outcome === 'cut' ? { status: 0, body: undefined, injected: true } : outcome;
    const index = this.#services.requests.add({
      at: new Date(started).toISOString(),
      method,
      route: template,
      path: maskPath(route),
      query,
      contentType: request.headers['content-type'] ?? '',
      body: body.json,
      files: body.files.map((file) => ({
        field: file.field,
        filename: file.filename,
        size: file.bytes.length,
      })),
      status: logged.status,
      response: logged.body,
      milliseconds: this.#services.now() - started,
      injected: logged.injected ?? false,
    });
    this.#services.changes.push({ op: 'request', index });
    if (outcome === 'cut') request.socket.resetAndDestroy();
    else reply(response, outcome);
  }

  async #run(
    request: IncomingMessage,
    route: Route,
    params: Record<string, string>,
    query: URLSearchParams,
    body: RequestBody,
  ): Promise<Outcome | 'cut'> {
    if (
      route.auth === 'bot' &&
      request.headers.authorization !== `Bot ${this.#services.world.application.token}`
    ) {
      throw unauthorized();
    }
    const fault = this.#services.faults.take({
      method: route.method,
      route: route.template,
      largestFile: Math.max(0, ...body.files.map((file) => file.bytes.length)),
    });
    if (fault !== null) {
      if (fault.delay !== undefined) await delay(fault.delay);
      const answer = faultAnswer(fault);
      if (answer !== null) return answer;
    }
    const verdict = this.#limit(route, params);
    if (!verdict.allowed) {
      return {
        status: 429,
        headers: verdict.headers,
        body: limitedBody(verdict.retryAfterSeconds, verdict.global),
      };
    }
    try {
      checkSnowflakes(params);
      const result = await route.handle({ params, query, body: body.json, files: body.files, raw: request });
      return { ...result, headers: verdict.headers };
    } catch (error) {
      const refusal = this.#refusal(error);
      return { ...refusal, headers: { ...verdict.headers, ...refusal.headers } };
    }
  }

  #limit(route: Route, params: Readonly<Record<string, string>>): LimitVerdict {
    const major = [params.channel_id, params.guild_id, params.webhook_id, params.webhook_token]
      .filter((value) => value !== undefined)
      .join(':');
    // Interactions have no limit of the whole bot.
    return this.#services.limits.take(
      route.limit,
      `${route.method} ${route.template}`,
      major,
      route.auth === 'bot',
    );
  }

  #refusal(error: unknown): Outcome {
    if (error instanceof LimitedError) {
      const headers = limitedHeaders(error.retryAfterSeconds, false);
      return { status: error.status, body: error.body(), headers };
    }
    if (error instanceof RestError) return { status: error.status, body: error.body(), headers: {} };
    this.#services.log.error({ err: error }, 'the sandbox itself failed');
    return { status: 500, body: { message: '500: Internal Server Error', code: 0 }, headers: {} };
  }
}

/** The answer of a fault; null when it only delays. */
function faultAnswer(fault: FaultInput): Outcome | 'cut' | null {
  if (fault.status === undefined && fault.code === undefined) return null;
  if (fault.status === 0) return 'cut';
  if (fault.status === 429) {
    const seconds = fault.retryAfter ?? 1;
    const global = fault.global ?? false;
    return {
      status: 429,
      headers: limitedHeaders(seconds, global),
      body: limitedBody(seconds, global),
      injected: true,
    };
  }
  const known =
    fault.code === undefined ? null : fault.code === 50035 ? invalidForm([]) : knownRestError(fault.code);
  const status = fault.status ?? known?.status ?? 500;
  const error = new RestError(
    status,
    fault.code ?? 0,
    known?.message ?? (status >= 500 ? '500: Internal Server Error' : 'Injected by the sandbox'),
    known?.errors ?? null,
  );
  return { status, headers: {}, body: error.body(), injected: true };
}

function reply(response: ServerResponse, outcome: Outcome): void {
  if (outcome.body === undefined) {
    response.writeHead(outcome.status, outcome.headers).end();
    return;
  }
  const bytes = Buffer.from(JSON.stringify(outcome.body));
  response
    .writeHead(outcome.status, {
      ...outcome.headers,
      'Content-Type': 'application/json',
      'Content-Length': bytes.length,
    })
    .end(bytes);
}
