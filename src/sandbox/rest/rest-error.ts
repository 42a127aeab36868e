/** Discord's own error codes that this server gives, with their status and sentence (Discord, Opcodes and Status Codes). */
const TABLE = {
  0: [404, '404: Not Found'],
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10008: [404, 'Unknown Message'],
  10013: [404, 'Unknown User'],
  10015: [404, 'Unknown Webhook'],
  10062: [404, 'Unknown interaction'],
  10063: [404, 'Unknown application command'],
  30046: [429, 'Maximum number of edits to messages older than 1 hour reached. Try again later'],
  40005: [413, 'Request entity too large'],
  40060: [400, 'Interaction has already been acknowledged.'],
  40094: [400, 'This interaction has hit the maximum number of follow-up messages.'],
  50001: [403, 'Missing Access'],
  50003: [403, 'Cannot execute action on this channel type'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'],
  50013: [403, 'Missing Permissions'],
  50027: [401, 'Invalid Webhook Token'],
  50035: [400, 'Invalid Form Body'],
  50109: [400, 'The request body contains invalid JSON.'],
} as const satisfies Record<number, readonly [status: number, message: string]>;

export type RestErrorCode = keyof typeof TABLE;

/** The tree that Discord answers beside code 50035: field names down to `_errors`. */
export type ErrorTree = { [field: string]: ErrorTree | readonly { code: string; message: string }[] };

/** A refusal as Discord words it: `{code, message, errors?}` with its HTTP status. */
export class RestError extends Error {
  override readonly name = 'RestError';
  readonly status: number;
  readonly code: number;
  readonly errors: ErrorTree | null;

  constructor(status: number, code: number, message: string, errors: ErrorTree | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  body(): Record<string, unknown> {
    return {
      message: this.message,
      code: this.code,
      ...(this.errors === null ? {} : { errors: this.errors }),
    };
  }
}

/** A refusal for a while: a 429 with its header, and how long in its body. */
export class LimitedError extends RestError {
  readonly retryAfterSeconds: number;

  constructor(code: 30046, retryAfterSeconds: number) {
    const [status, message] = TABLE[code];
    super(status, code, message);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  override body(): Record<string, unknown> {
    return { ...super.body(), retry_after: Number(this.retryAfterSeconds.toFixed(3)), global: false };
  }
}

export function restError(code: RestErrorCode): RestError {
  const [status, message] = TABLE[code];
  return new RestError(status, code, message);
}

/** The status and sentence of a code, when it is one of ours. */
export function knownRestError(code: number): RestError | null {
  return Object.hasOwn(TABLE, code) ? restError(code as RestErrorCode) : null;
}

export const unauthorized = () => new RestError(401, 0, '401: Unauthorized');
export const methodNotAllowed = () => new RestError(405, 0, '405: Method Not Allowed');

/** One thing wrong with one field of a form. */
export interface FieldError {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
}

/** Code 50035 with every wrong field in Discord's nested form. */
export function invalidForm(fields: readonly FieldError[]): RestError {
  const root: ErrorTree = {};
  for (const field of fields) {
    let node = root;
    for (const key of field.path) {
      const name = String(key);
      const next = node[name];
      if (next === undefined || Array.isArray(next)) {
        const made: ErrorTree = {};
        node[name] = made;
        node = made;
      } else {
        node = next as ErrorTree;
      }
    }
    const before = node._errors;
    node._errors = [...(Array.isArray(before) ? before : []), { code: field.code, message: field.message }];
  }
  const [status, message] = TABLE[50035];
  return new RestError(status, 50035, message, root);
}
