import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { RestError, restError } from './rest-error.js';

/** One part `files[n]` of a multipart request. */
export interface UploadedFile {
  /** The `n`. */
  readonly index: string;
  readonly field: string;
  readonly filename: string;
  readonly bytes: Buffer;
}

export interface RequestBody {
  /** The JSON of the request; of a multipart one, its `payload_json` (or its plain fields). */
  readonly json: unknown;
  readonly files: readonly UploadedFile[];
}

/** The whole request may be no larger than this, whatever its parts (Discord answers 40005 as well). */
const MAX_REQUEST_BYTES = 128 * 1024 * 1024;
const MAX_FILES = 10;

/** Reads a JSON or multipart body. Throws 50109 for broken JSON and 40005 for one that is far too large. */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return readMultipart(request);
  const bytes = await readBytes(request, MAX_REQUEST_BYTES);
  if (bytes.length === 0) return { json: undefined, files: [] };
  return { json: parseJson(bytes.toString('utf8')), files: [] };
}

export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limit) throw restError(40005);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw restError(50109);
  }
}

function readMultipart(request: IncomingMessage): Promise<RequestBody> {
  return new Promise((resolve, reject) => {
    const files: UploadedFile[] = [];
    const fields: Record<string, string> = {};
    let size = 0;
    const parser = busboy({ headers: request.headers, defParamCharset: 'utf8' });
    const fail = (error: Error) => {
      request.unpipe(parser);
      request.resume();
      reject(error);
    };
    parser.on('file', (field, stream, info) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => {
        size += part.length;
        if (size > MAX_REQUEST_BYTES) fail(restError(40005));
        else parts.push(part);
      });
      stream.on('end', () => {
        const index = /^files?\[?(\d*)\]?$/.exec(field)?.[1] ?? field;
        files.push({
          index: index === '' ? '0' : index,
          field,
          filename: info.filename ?? 'unknown',
          bytes: Buffer.concat(parts),
        });
      });
    });
    parser.on('field', (name, value) => {
      fields[name] = value;
    });
    parser.on('error', () => fail(new RestError(400, 50035, 'Invalid Form Body')));
    parser.on('close', () => {
      try {
        if (files.length > MAX_FILES)
          throw new RestError(400, 30015, 'Maximum number of attachments in a message reached (10)');
        const { payload_json: payload, ...rest } = fields;
        resolve({ json: payload === undefined ? rest : parseJson(payload), files });
      } catch (error) {
        reject(error);
      }
    });
    request.pipe(parser);
  });
}
