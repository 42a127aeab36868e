import { z } from 'zod';
import { AppError, type ErrorCode, isErrorCode, unreachable } from '../errors.js';
import { type DiscordOrigin, type Job, jobProgressSchema, jobRequestSchema, jobResultSchema } from './job.js';

/** A text column that holds JSON. */
const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

const time = z.int();
const flag = z.literal([0, 1]).transform((value) => value === 1);
const base = {
  seq: z.int(),
  id: z.string(),
  revision: z.int(),
  user_id: z.string(),
  guild_id: z.string().nullable(),
  channel_id: z.string().nullable(),
  message_id: z.string().nullable(),
  application_id: z.string().nullable(),
  interaction_token: z.string().nullable(),
  interaction_token_expires_at: time.nullable(),
  attachment_size_limit: z.int().nullable(),
  locale: z.string().nullable(),
  private: flag,
  bot_can_edit: flag,
  age_restricted: flag,
  spoiler: flag,
  pictures_gone: flag,
  cause: z.string().nullable(),
  delivered_revision: z.int(),
  delivered_at: time.nullable(),
  request: json(jobRequestSchema),
  preset_name: z.string(),
  content_hash: z.string(),
  attempt: z.int(),
  crashes: z.int(),
  progress: json(jobProgressSchema).nullable(),
  preview_hash: z.string().nullable(),
  created_at: time,
  engine_ms: z.int(),
};
const idle = { worker: z.null(), lease_expires_at: z.null() };
const noResult = { result_hash: z.null(), result: z.null() };
const noError = { error_code: z.null(), error_details: z.null() };

/** A row of `jobs`, by state: what each state must have, and must not. */
const rowSchema = z.discriminatedUnion('state', [
  z.strictObject({
    ...base,
    ...idle,
    ...noResult,
    ...noError,
    state: z.literal('queued'),
    started_at: time.nullable(),
    claimed_at: time.nullable(),
    finished_at: z.null(),
  }),
  z.strictObject({
    ...base,
    ...noResult,
    ...noError,
    state: z.literal('running'),
    worker: z.string(),
    lease_expires_at: time,
    started_at: time,
    claimed_at: time,
    finished_at: z.null(),
  }),
  z.strictObject({
    ...base,
    ...idle,
    ...noError,
    state: z.literal('succeeded'),
    started_at: time,
    claimed_at: time,
    finished_at: time,
    result_hash: z.string(),
    result: json(jobResultSchema),
  }),
  z.strictObject({
    ...base,
    ...idle,
    ...noResult,
    state: z.literal('failed'),
    started_at: time.nullable(),
    claimed_at: time.nullable(),
    finished_at: time,
    error_code: z.string(),
    error_details: json(z.record(z.string(), z.union([z.string(), z.number()]))).nullable(),
  }),
  z.strictObject({
    ...base,
    ...idle,
    ...noResult,
    ...noError,
    state: z.literal('cancelled'),
    started_at: time.nullable(),
    claimed_at: time.nullable(),
    finished_at: time,
  }),
]);
type Row = z.infer<typeof rowSchema>;

/** A row as SQLite gives it, as a job. Throws DATABASE_DAMAGED that names the column where it does not make sense. */
export function toJob(raw: unknown, path: string): Job {
  const parsed = rowSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const problem = `jobs, column ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? 'not valid'}`;
    throw new AppError('DATABASE_DAMAGED', { path, problem }, { cause: parsed.error });
  }
  return fromRow(parsed.data);
}

function fromRow(row: Row): Job {
  const common = {
    seq: row.seq,
    id: row.id,
    revision: row.revision,
    userId: row.user_id,
    origin: origin(row),
    spoiler: row.spoiler,
    deliveredRevision: row.delivered_revision,
    deliveredAt: row.delivered_at,
    contentHash: row.content_hash,
    request: row.request,
    attempt: row.attempt,
    crashes: row.crashes,
    createdAt: row.created_at,
    engineMs: row.engine_ms,
    previewHash: row.preview_hash,
    progress: row.progress,
  };
  switch (row.state) {
    case 'queued':
      return { ...common, state: row.state };
    case 'running':
      return {
        ...common,
        state: row.state,
        worker: row.worker,
        startedAt: row.started_at,
        claimedAt: row.claimed_at,
        leaseExpiresAt: row.lease_expires_at,
      };
    case 'succeeded':
      return {
        ...common,
        state: row.state,
        startedAt: row.started_at,
        finishedAt: row.finished_at,
        resultHash: row.result_hash,
        result: row.result,
      };
    case 'failed':
      return {
        ...common,
        state: row.state,
        finishedAt: row.finished_at,
        errorCode: errorCode(row.error_code),
        errorDetails: row.error_details ?? {},
      };
    case 'cancelled':
      return { ...common, state: row.state, finishedAt: row.finished_at };
    default:
      return unreachable(row);
  }
}

function origin(row: Row): DiscordOrigin | null {
  if (row.channel_id === null) return null;
  return {
    guildId: row.guild_id,
    channelId: row.channel_id,
    messageId: row.message_id,
    applicationId: row.application_id ?? '',
    token: row.interaction_token,
    tokenExpiresAt: row.interaction_token_expires_at,
    attachmentSizeLimit: row.attachment_size_limit ?? 0,
    locale: row.locale ?? '',
    private: row.private,
    botCanEdit: row.bot_can_edit,
    ageRestricted: row.age_restricted,
  };
}

/** A code that has been retired from the table since the job failed still deserves a sentence. */
function errorCode(text: string): ErrorCode {
  return isErrorCode(text) ? text : 'INTERNAL';
}
