import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { ChangesView } from '../api.js';
import { readBytes } from '../rest/body.js';
import { RestError } from '../rest/rest-error.js';
import { findRoute, type Reply, type Route, type RouteRequest, route } from '../rest/router.js';
import type { Services } from '../services.js';
import { askAutocomplete, postMessage, runCommand, submitModal, useComponent } from './actions.js';
import { availableCommands } from './available.js';
import { commandView } from './command-views.js';
import { readControl, runControl } from './controls.js';
import {
  autocompleteInput,
  backstageInput,
  commandInput,
  modalInput,
  postInput,
  pressInput,
} from './forms.js';
import { HumanError } from './human-error.js';
import { interactionView } from './interaction-views.js';
import { channelNamed, messageSeenBy, personNamed } from './lookup.js';
import { messageView } from './message-views.js';
import { homeView, stateView } from './place-views.js';
import { streamChanges } from './stream.js';

const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;
const MAX_WAIT_MS = 25_000;
const OPEN = { auth: 'none', limit: null } as const;

/** The person's side over HTTP, below /sandbox: what a test, the demo or a web page uses in place of Discord's client. */
export class HumanFace {
  readonly #services: Services;
  readonly #routes: readonly Route[];
  readonly #ended: AbortSignal;

  constructor(services: Services, ended: AbortSignal) {
    this.#services = services;
    this.#ended = ended;
    this.#routes = this.#makeRoutes();
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<void> {
    if (request.method === 'GET' && path === '/stream') {
      const { changes } = this.#services;
      const last = Number(request.headers['last-event-id'] ?? Number.NaN);
      const after = Number.isSafeInteger(last) ? last : changes.sequence;
      await streamChanges(changes, response, { after, ended: this.#ended });
      return;
    }
    let reply: Reply;
    try {
      const match = findRoute(this.#routes, request.method ?? 'GET', path);
      if (match.found !== 'route')
        throw new HumanError(`No such address: ${request.method} /sandbox${path}`, 404);
      const isUpload = match.route.template === '/uploads';
      reply = await match.route.handle({
        params: match.params,
        query: new URLSearchParams(query),
        body: isUpload ? undefined : await readJson(request),
        files: [],
        raw: request,
      });
    } catch (error) {
      reply = this.#refusal(error);
    }
    const bytes = Buffer.from(JSON.stringify(reply.body ?? {}));
    response
      .writeHead(reply.status, { 'Content-Type': 'application/json', 'Content-Length': bytes.length })
      .end(bytes);
  }

  #makeRoutes(): Route[] {
    const services = this.#services;
    const { world, changes, interactions } = services;
    const user = (params: { user: string }) => personNamed(world, params.user);
    return [
      route('GET', '/state', OPEN, () => good(stateView(services))),
      route('GET', '/changes', OPEN, ({ query }) => this.#changes(query)),
      route('GET', '/requests', OPEN, ({ query }) =>
        good(services.requests.since(Number(query.get('since') ?? 0))),
      ),
      route('GET', '/frames', OPEN, ({ query }) =>
        good(services.gateway.frames.since(Number(query.get('since') ?? 0))),
      ),
      route('GET', '/faults', OPEN, () => good(services.faults.standing)),
      route('GET', '/backstage', OPEN, ({ query }) => good(services.backstage.view(query.get('message')))),
      route('POST', '/backstage', OPEN, ({ body }) => {
        services.backstage.tell(read(backstageInput, body));
        return good({});
      }),
      route('POST', '/uploads', OPEN, (request) => this.#upload(request)),
      route('GET', '/interactions/{id}', OPEN, ({ params }) => {
        const interaction = interactions.get(params.id);
        if (interaction === null) throw new HumanError('There is no such interaction.', 404);
        return good(interactionView(services, interaction));
      }),
      route('GET', '/users/{user}/home', OPEN, ({ params }) => good(homeView(services, user(params)))),
      route('GET', '/users/{user}/channels/{channel}/commands', OPEN, ({ params }) => {
        const channel = channelNamed(services, user(params), params.channel);
        const { locale } = user(params);
        return good(
          availableCommands(world, user(params), channel).map((command) => commandView(command, locale)),
        );
      }),
      route('POST', '/users/{user}/commands', OPEN, ({ params, body }) =>
        good({ interactionId: runCommand(services, user(params), read(commandInput, body)).id }),
      ),
      route('POST', '/users/{user}/autocomplete', OPEN, async ({ params, body }) => {
        const interaction = askAutocomplete(services, user(params), read(autocompleteInput, body));
        let seen = changes.sequence;
        while (interaction.choices === null) {
          if (interactions.unanswered(interaction) || this.#ended.aborted) {
            throw new HumanError('Loading options failed: the bot sent none within 3 seconds.', 504);
          }
          await changes.wait(seen, MAX_WAIT_MS, this.#ended);
          seen = changes.sequence;
        }
        return good({ interactionId: interaction.id, choices: interaction.choices });
      }),
      route('POST', '/users/{user}/components', OPEN, ({ params, body }) =>
        good({ interactionId: useComponent(services, user(params), read(pressInput, body)).id }),
      ),
      route('POST', '/users/{user}/modals', OPEN, ({ params, body }) =>
        good({ interactionId: submitModal(services, user(params), read(modalInput, body)).id }),
      ),
      route('POST', '/users/{user}/messages', OPEN, ({ params, body }) =>
        good(messageView(services, postMessage(services, user(params), read(postInput, body)))),
      ),
      route('GET', '/users/{user}/messages/{message}', OPEN, ({ params }) =>
        good(messageView(services, messageSeenBy(world, user(params), params.message))),
      ),
      route('GET', '/users/{user}/channels/{channel}/messages', OPEN, ({ params }) => {
        const channel = channelNamed(services, user(params), params.channel);
        const seen = services.messages.inChannel(channel.id, user(params).id);
        return good(seen.map((message) => messageView(services, message)));
      }),
      route('POST', '/control/{name}', OPEN, ({ params, body }) => {
        runControl(services, readControl(params.name, body ?? {}));
        return good({});
      }),
    ];
  }

  async #changes(query: URLSearchParams): Promise<Reply> {
    const { changes } = this.#services;
    const after = Number(query.get('after') ?? changes.sequence);
    const wait = Math.min(MAX_WAIT_MS, Number(query.get('wait') ?? 0));
    await changes.wait(after, wait, this.#ended);
    const view: ChangesView = { sequence: changes.sequence, changes: changes.after(after) };
    return good(view);
  }

  /** Takes a file's bytes; what answers is the id to name it by in a command or a message. */
  async #upload(request: RouteRequest): Promise<Reply> {
    const filename = request.query.get('filename') ?? '';
    if (filename === '') throw new HumanError('Give the file a name: /sandbox/uploads?filename=…');
    const bytes = await readBytes(request.raw, MAX_UPLOAD_BYTES);
    const owner = { id: this.#services.world.application.id, ephemeral: true };
    const attachment = await this.#services.files.measure({ filename, bytes }, owner);
    this.#services.uploads.set(attachment.id, attachment);
    return good({ upload: attachment.id });
  }

  #refusal(error: unknown): Reply {
    if (error instanceof HumanError) return { status: error.status, body: { message: error.message } };
    if (error instanceof RestError) return { status: error.status, body: error.body() };
    this.#services.log.error({ err: error }, 'the sandbox itself failed');
    return { status: 500, body: { message: 'The sandbox itself failed; see its log.' } };
  }
}

function good(body: unknown): Reply {
  return { status: 200, body };
}

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new HumanError(
    result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  );
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBytes(request, 1024 * 1024);
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new HumanError('The body is not JSON.');
  }
}
