import type { IncomingMessage } from 'node:http';
import type { UploadedFile } from './body.js';
import type { Limit } from './rate-limits.js';
import { invalidForm } from './rest-error.js';

/** The names in braces of a route, e.g. `channel_id` of `/channels/{channel_id}`. */
type ParameterNames<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

export interface RouteRequest<Names extends string = string> {
  readonly params: Readonly<Record<Names, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  readonly raw: IncomingMessage;
}

export interface Reply {
  readonly status: number;
  /** Left out for 204. */
  readonly body?: unknown;
}

export interface RouteOptions {
  /** `bot` wants the bot's token; `none` is for addresses that hold a token of their own. */
  readonly auth: 'bot' | 'none';
  readonly limit: Limit | null;
}

export interface Route extends RouteOptions {
  readonly method: string;
  /** Named as in Discord's OpenAPI description, so that the log can be checked against it. */
  readonly template: string;
  readonly pattern: RegExp;
  readonly handle: (request: RouteRequest) => Promise<Reply> | Reply;
}

/** One route, its parameters typed from its template. Routes are tried in order: put `@original` before `{…}`. */
export function route<Template extends string>(
  method: string,
  template: Template,
  options: RouteOptions,
  handle: (request: RouteRequest<ParameterNames<Template>>) => Promise<Reply> | Reply,
): Route {
  const pattern = template
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace(/\{(\w+)\}/g, (_whole, name: string) => `(?<${name}>[^/]+)`);
  return {
    method,
    template,
    pattern: new RegExp(`^${pattern}$`),
    ...options,
    handle: (request) => handle(request as RouteRequest<ParameterNames<Template>>),
  };
}

export type Match =
  | { readonly found: 'route'; readonly route: Route; readonly params: Record<string, string> }
  | { readonly found: 'path' }
  | { readonly found: 'nothing' };

/** The route of a request; `path` when the path is known but not with this method. */
export function findRoute(routes: readonly Route[], method: string, path: string): Match {
  let pathKnown = false;
  for (const candidate of routes) {
    const match = candidate.pattern.exec(path);
    if (match === null) continue;
    pathKnown = true;
    if (candidate.method !== method) continue;
    return { found: 'route', route: candidate, params: decodeAll(match.groups ?? {}) };
  }
  return pathKnown ? { found: 'path' } : { found: 'nothing' };
}

function decodeAll(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, safeDecode(value)]));
}

function safeDecode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Ids in the path must be snowflakes. */
export function checkSnowflakes(params: Readonly<Record<string, string>>): void {
  const wrong = Object.entries(params).filter(
    ([name, value]) => name.endsWith('_id') && !/^\d{1,20}$/.test(value),
  );
  if (wrong.length === 0) return;
  throw invalidForm(
    wrong.map(([name, value]) => ({
      path: [name],
      code: 'NUMBER_TYPE_COERCE',
      message: `Value "${value}" is not snowflake.`,
    })),
  );
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const noContent: Reply = { status: 204 };
