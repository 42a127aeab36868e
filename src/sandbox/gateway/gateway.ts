import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Log } from '../../logger.js';
import type { GatewayDropInput } from '../api.js';
import { wireGuildCreate } from '../wire/places.js';
import { wireSelf } from '../wire/users.js';
import type { ChangeFeed } from '../world/changes.js';
import { userOf, type World } from '../world/world.js';
import { FrameLog } from './frame-log.js';
import { CLOSE, OP, type Send, Session } from './session.js';

/** How long a lost session can be resumed. */
const RESUME_WINDOW_MS = 5 * 60_000;
/** GuildMembers, GuildPresences and MessageContent must be switched on for an application; here they are not. */
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);
const KNOWN_INTENTS = (1 << 26) - 1;
const GUILDS = 1 << 0;
/** A client may send so many payloads in so long. */
const SEND_LIMIT = { payloads: 120, windowMs: 60_000 } as const;

const payloadForm = z.object({ op: z.int(), d: z.unknown().optional() });
const identifyForm = z.object({
  token: z.string(),
  intents: z.int(),
  properties: z.record(z.string(), z.unknown()),
  shard: z.tuple([z.int(), z.int()]).nullish(),
  compress: z.boolean().nullish(),
});
const resumeForm = z.object({ token: z.string(), session_id: z.string(), seq: z.int() });

/** The gateway, version 10 in JSON: HELLO, IDENTIFY, heartbeats, READY, dispatches, RESUME. */
export class Gateway {
  readonly #log: Log;
  readonly #world: World;
  readonly #changes: ChangeFeed;
  readonly #now: () => number;
  readonly #origin: () => string;
  readonly #heartbeatMs: number;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  readonly #sessions = new Map<string, Session>();
  readonly frames: FrameLog;

  constructor(deps: {
    log: Log;
    world: World;
    changes: ChangeFeed;
    now: () => number;
    origin: () => string;
    heartbeatMs: number;
  }) {
    this.#log = deps.log;
    this.#world = deps.world;
    this.#changes = deps.changes;
    this.#now = deps.now;
    this.#origin = deps.origin;
    this.#heartbeatMs = deps.heartbeatMs;
    this.frames = new FrameLog(deps.now, (index) => deps.changes.push({ op: 'frame', index }));
  }

  get url(): string {
    return this.#origin().replace(/^http/, 'ws');
  }

  /** Whether a bot is identified and connected now. */
  get ready(): boolean {
    return [...this.#sessions.values()].some((session) => session.socket !== null);
  }

  /** Takes a WebSocket upgrade. Refuses other versions, encodings and compression, which this gateway does not speak. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const version = query.get('v') ?? '10';
    if ((query.get('encoding') ?? 'json') !== 'json' || query.has('compress')) {
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (connection) => {
      if (version === '10') this.#greet(connection);
      else connection.close(CLOSE.INVALID_API_VERSION, 'Invalid API version.');
    });
  }

  /** Sends an event to every session; those that are away get it when they resume. */
  dispatch(event: string, data: unknown, options: { guilds?: boolean } = {}): void {
    this.#forgetStale();
    for (const session of this.#sessions.values()) {
      if (options.guilds && !(session.intents & GUILDS)) continue;
      session.dispatch(event, data);
    }
  }

  /** Breaks every connection, for tests of what the bot does then. */
  drop(options: GatewayDropInput): void {
    for (const session of [...this.#sessions.values()]) {
      const socket = session.socket;
      if (!options.resumable) this.#sessions.delete(session.id);
      if (socket === null) continue;
      switch (options.how ?? 'close') {
        case 'close':
          socket.close(CLOSE.UNKNOWN_ERROR, 'Dropped by the sandbox.');
          break;
        case 'cut':
          socket.terminate();
          break;
        case 'reconnect':
          this.#send(socket, { op: OP.RECONNECT, d: null });
          break;
      }
    }
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
    this.#sessions.clear();
  }

  #greet(socket: WebSocket): void {
    let session: Session | null = null;
    let sent: number[] = [];
    // A client that stops beating is a zombie; Discord ends its connection as well.
    const zombie = setTimeout(
      () => socket.close(CLOSE.SESSION_TIMED_OUT, 'Session timed out.'),
      this.#heartbeatMs * 1.5,
    );
    this.frames.connection('CONNECTED', null);
    this.#send(socket, {
      op: OP.HELLO,
      t: null,
      s: null,
      d: { heartbeat_interval: this.#heartbeatMs, _trace: [] },
    });

    socket.on('message', (data, isBinary) => {
      const now = this.#now();
      sent = [...sent.filter((at) => now - at < SEND_LIMIT.windowMs), now];
      if (sent.length > SEND_LIMIT.payloads) {
        socket.close(CLOSE.RATE_LIMITED, 'Rate limited.');
        return;
      }
      const payload = isBinary ? null : parse(String(data));
      if (payload === null) {
        socket.close(CLOSE.DECODE_ERROR, 'Error while decoding payload.');
        return;
      }
      this.frames.frame('bot', payload);
      switch (payload.op) {
        case OP.HEARTBEAT:
          zombie.refresh();
          this.#send(socket, { op: OP.HEARTBEAT_ACK, t: null, s: null, d: null });
          break;
        case OP.IDENTIFY:
          if (session !== null) socket.close(CLOSE.ALREADY_AUTHENTICATED, 'Already authenticated.');
          else session = this.#identify(socket, payload.d);
          break;
        case OP.RESUME:
          if (session !== null) socket.close(CLOSE.ALREADY_AUTHENTICATED, 'Already authenticated.');
          else session = this.#resume(socket, payload.d);
          break;
        case OP.PRESENCE_UPDATE:
        case OP.VOICE_STATE_UPDATE:
        case OP.REQUEST_GUILD_MEMBERS:
          if (session === null) socket.close(CLOSE.NOT_AUTHENTICATED, 'Not authenticated.');
          break;
        default:
          socket.close(CLOSE.UNKNOWN_OPCODE, 'Unknown opcode.');
      }
    });
    socket.on('error', (error) => this.#log.debug({ err: error }, 'gateway connection failed'));
    socket.on('close', (code) => {
      clearTimeout(zombie);
      this.frames.connection('CLOSED', { code });
      if (session === null || session.socket !== socket) return;
      session.detach(this.#now());
      // A client that says goodbye with 1000 or 1001 gives its session up.
      if (code === 1000 || code === 1001) this.#sessions.delete(session.id);
      this.#log.info({ session: session.id, code }, 'bot disconnected');
      this.#changes.push({ op: 'gateway', connected: this.ready });
    });
  }

  #identify(socket: WebSocket, data: unknown): Session | null {
    const form = identifyForm.safeParse(data);
    if (!form.success) {
      socket.close(CLOSE.DECODE_ERROR, 'Error while decoding payload.');
      return null;
    }
    const { token, intents, shard } = form.data;
    if (!this.#tokenIsRight(token)) {
      socket.close(CLOSE.AUTHENTICATION_FAILED, 'Authentication failed.');
      return null;
    }
    if (intents < 0 || intents > KNOWN_INTENTS) {
      socket.close(CLOSE.INVALID_INTENTS, 'Invalid intent(s).');
      return null;
    }
    if (intents & PRIVILEGED) {
      socket.close(CLOSE.DISALLOWED_INTENTS, 'Disallowed intent(s).');
      return null;
    }
    if (shard && (shard[0] !== 0 || shard[1] !== 1)) {
      socket.close(CLOSE.INVALID_SHARD, 'Invalid shard.');
      return null;
    }
    const session = new Session(randomBytes(16).toString('hex'), intents, socket, this.#send);
    this.#sessions.set(session.id, session);
    const guilds = [...this.#world.guilds.values()].filter((guild) =>
      guild.members.has(this.#world.application.botId),
    );
    session.dispatch('READY', {
      v: 10,
      user: wireSelf(userOf(this.#world, this.#world.application.botId)),
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.url,
      session_type: 'normal',
      private_channels: [],
      relationships: [],
      user_settings: {},
      shard: [0, 1],
      application: { id: this.#world.application.id, flags: 0 },
      _trace: [],
    });
    if (intents & GUILDS) {
      for (const guild of guilds) session.dispatch('GUILD_CREATE', wireGuildCreate(this.#world, guild));
    }
    this.#log.info({ session: session.id }, 'bot identified');
    this.#changes.push({ op: 'gateway', connected: true });
    return session;
  }

  #resume(socket: WebSocket, data: unknown): Session | null {
    this.#forgetStale();
    const form = resumeForm.safeParse(data);
    if (!form.success) {
      socket.close(CLOSE.DECODE_ERROR, 'Error while decoding payload.');
      return null;
    }
    if (!this.#tokenIsRight(form.data.token)) {
      socket.close(CLOSE.AUTHENTICATION_FAILED, 'Authentication failed.');
      return null;
    }
    const session = this.#sessions.get(form.data.session_id);
    if (session === undefined || !session.canResumeFrom(form.data.seq)) {
      this.#send(socket, { op: OP.INVALID_SESSION, t: null, s: null, d: false });
      return null;
    }
    if (form.data.seq > session.sequence) {
      socket.close(CLOSE.INVALID_SEQUENCE, 'Invalid seq.');
      return null;
    }
    session.socket?.terminate();
    session.resume(socket, form.data.seq);
    this.#log.info({ session: session.id, from: form.data.seq }, 'bot resumed');
    this.#changes.push({ op: 'gateway', connected: true });
    return session;
  }

  readonly #send: Send = (socket, payload) => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify(payload));
    this.frames.frame('discord', payload);
  };

  #tokenIsRight(token: string): boolean {
    return token.replace(/^Bot /, '') === this.#world.application.token;
  }

  #forgetStale(): void {
    const now = this.#now();
    for (const session of [...this.#sessions.values()]) {
      if (session.lostAt !== null && now - session.lostAt > RESUME_WINDOW_MS)
        this.#sessions.delete(session.id);
    }
  }
}

function parse(text: string): { op: number; d?: unknown } | null {
  try {
    return payloadForm.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
