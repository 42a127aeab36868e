import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { LoggedRequest } from '../../src/sandbox/api.js';

/** Discord's published description of its REST API, beside the repository; absent from a bare clone. */
const DESCRIPTION = new URL('../../../shared/discord-openapi.json', import.meta.url);

export const hasOpenApi = existsSync(DESCRIPTION);

interface Exception {
  readonly name: string;
  readonly why: string;
  /** Changes the description where it does not say what Discord does. */
  readonly amend: (description: Json) => void;
}

type Json = Record<string, unknown>;

/** Where the description is known not to be what Discord does. Nothing else is let through. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    name: 'codes of field errors are words',
    why: 'The description has one Error schema with a number for its code; under `errors` Discord sends words (BASE_TYPE_REQUIRED).',
    amend: (description) => {
      put(description, ['components', 'schemas', 'InnerErrors', 'properties', '_errors', 'items'], {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'string' }, message: { type: 'string' } },
      });
    },
  },
  {
    name: 'default_member_permissions is a string',
    why: 'The description asks for a number in requests; the documentation, discord.js and Discord take a string.',
    amend: (description) => {
      for (const name of ['ApplicationCommandUpdateRequest', 'ApplicationCommandCreateRequest']) {
        put(description, ['components', 'schemas', name, 'properties', 'default_member_permissions'], {
          type: ['integer', 'string', 'null'],
        });
      }
    },
  },
];

/** The part of a document below `path`; undefined where there is none. */
function get(document: unknown, path: readonly string[]): unknown {
  let node = document;
  for (const name of path) {
    node = isJson(node) ? node[name] : undefined;
  }
  return node;
}

/** Replaces a part that must be there. */
function put(document: Json, path: readonly string[], value: unknown): void {
  const last = path.at(-1) ?? '';
  const parent = get(document, path.slice(0, -1));
  if (!isJson(parent) || !(last in parent))
    throw new Error(`the description has no ${path.join('/')} to amend`);
  parent[last] = value;
}

function isJson(node: unknown): node is Json {
  return typeof node === 'object' && node !== null;
}

let checker: OpenApiChecker | null = null;

/** What is wrong with a log of REST traffic by Discord's own description: one line for each body that does not fit. */
export function openApiProblems(requests: readonly LoggedRequest[]): string[] {
  if (!hasOpenApi) return [];
  checker ??= new OpenApiChecker();
  const check = checker;
  return requests.flatMap((request) => check.problems(request));
}

class OpenApiChecker {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  readonly #description: Json;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    formats.default(this.#ajv);
    this.#ajv.addFormat('snowflake', /^\d{1,20}$/);
    this.#ajv.addFormat('nonce', /^.{0,25}$/);
    this.#description = JSON.parse(readFileSync(DESCRIPTION, 'utf8'));
    for (const exception of EXCEPTIONS) exception.amend(this.#description);
    this.#ajv.addSchema(this.#description, 'discord');
  }

  problems(request: LoggedRequest): string[] {
    // Faults that a test injected, and the sandbox's own failures, say nothing about Discord.
    if (request.injected || request.route === null) return [];
    const title = `${request.method} ${request.route} → ${request.status}`;
    const operation = ['paths', request.route, request.method.toLowerCase()];
    if (get(this.#description, operation) === undefined) return [`${title}: not in Discord's description`];
    return [
      // What was refused may well be wrong; what was accepted must not be.
      ...(request.status < 400 ? this.#requestProblems(request, operation, title) : []),
      ...this.#responseProblems(request, operation, title),
    ];
  }

  #requestProblems(request: LoggedRequest, operation: readonly string[], title: string): string[] {
    // The parts of a multipart request but for payload_json are files, so that one schema serves both kinds.
    const schema = [...operation, 'requestBody', 'content', 'application/json', 'schema'];
    if (get(this.#description, schema) === undefined) return [];
    return this.#check(schema, request.body, `${title}: request`);
  }

  #responseProblems(request: LoggedRequest, operation: readonly string[], title: string): string[] {
    const responses = [...operation, 'responses'];
    const status = String(request.status);
    const key = [status, `${status[0]}XX`].find(
      (candidate) => get(this.#description, [...responses, candidate]) !== undefined,
    );
    if (key === undefined) return [`${title}: no such status in the description`];
    const reference = get(this.#description, [...responses, key, '$ref']);
    const at = typeof reference === 'string' ? reference.slice(2).split('/') : [...responses, key];
    const schema = [...at, 'content', 'application/json', 'schema'];
    if (get(this.#description, schema) === undefined) {
      return request.response === undefined ? [] : [`${title}: a body where there should be none`];
    }
    return this.#check(schema, request.response, `${title}: response`);
  }

  #check(pointer: readonly string[], value: unknown, title: string): string[] {
    const escaped = pointer.map((part) =>
      encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
    );
    const $ref = `discord#/${escaped.join('/')}`;
    let validate = this.#compiled.get($ref);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref });
      this.#compiled.set($ref, validate);
    }
    // As it travels: without absent fields.
    const plain: unknown = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
    if (validate(plain)) return [];
    const errors = (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message}`);
    return [`${title}: ${[...new Set(errors)].join('; ')}\n${JSON.stringify(plain).slice(0, 1500)}`];
  }
}
