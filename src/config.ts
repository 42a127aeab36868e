import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from './errors.js';

/** As npm has it: lower case, perhaps with a scope. */
const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

const integer = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

/** Every environment variable Gramarye reads. `.env.example` explains each; a test keeps the two the same. */
const variables = z.object({
  DISCORD_TOKEN: z.string().trim().min(1).optional(),
  DISCORD_API: z.url().default('https://discord.com/api'),
  DISCORD_ATTACHMENT_ORIGINS: z
    .string()
    .default('https://cdn.discordapp.com,https://media.discordapp.net')
    .transform((list) =>
      list
        .split(',')
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ''),
    ),

  DATA_DIR: z.string().min(1).default('data'),
  PRESETS_DIR: z.string().min(1).optional(),
  PRESET_PACKAGES: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    )
    .refine((names) => names.every((name) => PACKAGE_NAME.test(name)), {
      message: 'must be names of npm packages, separated by commas',
    }),
  WEIGHTS_DIR: z.string().min(1).optional(),
  WEIGHTS_MIRROR: z
    .string()
    .min(1)
    .refine(isMirror, { message: 'must be a folder or an https address (http only on this machine)' })
    .optional(),

  CLASSICS_MIRROR: z
    .string()
    .min(1)
    .refine(isMirror, { message: 'must be a folder or an https address (http only on this machine)' })
    .optional(),

  ENGINES: integer(1, 1, 64),
  ENGINE_BACKEND: z.enum(['auto', 'tensorflow', 'onnxruntime']).default('auto'),
  ENGINE_DEVICE: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml', 'coreml']).default('auto'),
  ENGINE_THREADS: integer(0, 0, 256),
  ENGINE_MEMORY_MB: integer(0, 0, 1_000_000),
  STYLE_CACHE_MB: integer(256, 0, 100_000),
  ENGINE_EXTRACTOR: z.string().min(1).default('auto'),
  ENGINE_LEASE_SECONDS: integer(30, 2, 3600),

  DEFAULT_SIZE: integer(512, 64, 4096),
  MAX_SIZE: integer(1024, 64, 4096),
  MAX_PICTURE_MEGABYTES: integer(25, 1, 500),
  MAX_OPEN_JOBS_PER_USER: integer(3, 1, 1000),
  MAX_JOBS_PER_USER_PER_DAY: integer(0, 0, 100_000),
  MAX_OPEN_JOBS_PER_SERVER: integer(0, 0, 100_000),
  MAX_JOBS_PER_SERVER_PER_DAY: integer(0, 0, 1_000_000),
  PICTURE_DAYS: integer(30, 1, 36_500),
  HISTORY_DAYS: integer(365, 1, 36_500),
  PROGRESS_SECONDS: z.coerce.number().min(0.2).max(60).default(2.5),

  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty', 'auto']).default('auto'),
});

export const VARIABLE_NAMES = Object.keys(variables.shape) as readonly (keyof typeof variables.shape)[];

export interface Config {
  readonly discord: {
    readonly token: string | null;
    /** REST base without version, e.g. `https://discord.com/api`. */
    readonly api: string;
    /** The only origins that pictures are downloaded from. */
    readonly attachmentOrigins: readonly string[];
  };
  readonly paths: {
    readonly data: string;
    readonly database: string;
    readonly blobs: string;
    readonly checkpoints: string;
    /** Working files of running jobs; may be emptied whenever no engine runs. */
    readonly spool: string;
    /** Measures of paintings; may be emptied at any time. */
    readonly styleCache: string;
    readonly weights: string;
    /** Where weights are fetched from in place of their publishers: an address without a slash at its end, or a folder. */
    readonly weightsMirror: string | null;
    /** What was found out about this machine's devices. */
    readonly devices: string;
  };
  readonly presets: {
    /** The host's own, one folder each; packages may be installed in its `node_modules`. */
    readonly folder: string;
    /** Whether the host named it: then it must be there. */
    readonly isSet: boolean;
    /** npm packages of presets, by name. */
    readonly packages: readonly string[];
    /** Where classic paintings are fetched from in place of their publishers: an address, or a folder. */
    readonly classicsMirror: string | null;
  };
  readonly engine: {
    readonly count: number;
    readonly backend: 'auto' | 'tensorflow' | 'onnxruntime';
    readonly device: 'auto' | 'cpu' | 'cuda' | 'webgpu' | 'dml' | 'coreml';
    /** 0: as many as there are cores. */
    readonly threads: number;
    /** Bytes that one engine's mathematics may take, about. */
    readonly memory: number;
    /** What may be kept on disk of measures of paintings; 0 keeps none. */
    readonly styleCacheBytes: number;
    readonly extractor: string;
    readonly leaseMs: number;
  };
  readonly limits: {
    readonly defaultSize: number;
    readonly maxSize: number;
    readonly pictureBytes: number;
    readonly openJobsPerUser: number;
    /** Null: as many as they like. */
    readonly jobsPerUserPerDay: number | null;
    readonly openJobsPerGuild: number | null;
    readonly jobsPerGuildPerDay: number | null;
    /** How long pictures, and what is known about jobs, are kept after a job has ended. */
    readonly pictureDays: number;
    readonly historyDays: number;
  };
  readonly progressMs: number;
  readonly log: { readonly level: string; readonly format: 'json' | 'pretty' };
}

/** Bytes are checked against the catalogue whoever sends them; https keeps who fetches what to themselves. */
function isMirror(text: string): boolean {
  if (!isAddress(text)) return true;
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function mirror(text: string): string {
  return isAddress(text) ? text.replace(/\/+$/, '') : resolve(text);
}

/** Whether it names a scheme; a drive letter of Windows is none. */
function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(text);
}

const MEGABYTE = 1024 ** 2;

/** Half of what the machine, or the container, has, shared among the engines; more than 3 GB are of little use. */
function memoryFor(engines: number): number {
  const machine = Math.min(process.constrainedMemory() || totalmem(), totalmem());
  return Math.min(3072 * MEGABYTE, Math.max(512 * MEGABYTE, Math.floor(machine / 2 / engines)));
}

/**
 * The configuration from an environment. Empty variables count as absent, as in a `.env` with blanks.
 * Throws CONFIG_INVALID that names every variable that is wrong, and why.
 */
export function loadConfig(environment: NodeJS.ProcessEnv, options: { terminal?: boolean } = {}): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(present);
  if (!parsed.success) {
    const problem = parsed.error.issues
      .map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
      .join('\n');
    throw new AppError('CONFIG_INVALID', { problem });
  }
  const v = parsed.data;
  if (v.DEFAULT_SIZE > v.MAX_SIZE) {
    throw new AppError('CONFIG_INVALID', { problem: '  DEFAULT_SIZE: must not be larger than MAX_SIZE' });
  }
  if (v.PICTURE_DAYS > v.HISTORY_DAYS) {
    throw new AppError('CONFIG_INVALID', { problem: '  PICTURE_DAYS: must not be more than HISTORY_DAYS' });
  }
  const data = resolve(v.DATA_DIR);
  return {
    discord: {
      token: v.DISCORD_TOKEN ?? null,
      api: v.DISCORD_API.replace(/\/+$/, ''),
      attachmentOrigins: v.DISCORD_ATTACHMENT_ORIGINS,
    },
    paths: {
      data,
      database: resolve(data, 'gramarye.db'),
      blobs: resolve(data, 'pictures'),
      checkpoints: resolve(data, 'checkpoints'),
      spool: resolve(data, 'spool'),
      styleCache: resolve(data, 'cache', 'styles'),
      weights: resolve(v.WEIGHTS_DIR ?? resolve(data, 'weights')),
      weightsMirror: v.WEIGHTS_MIRROR === undefined ? null : mirror(v.WEIGHTS_MIRROR),
      devices: resolve(data, 'devices.json'),
    },
    presets: {
      folder: resolve(v.PRESETS_DIR ?? resolve(data, 'presets')),
      isSet: v.PRESETS_DIR !== undefined,
      packages: v.PRESET_PACKAGES,
      classicsMirror: v.CLASSICS_MIRROR === undefined ? null : mirror(v.CLASSICS_MIRROR),
    },
    engine: {
      count: v.ENGINES,
      backend: v.ENGINE_BACKEND,
      device: v.ENGINE_DEVICE,
      threads: v.ENGINE_THREADS,
      memory: v.ENGINE_MEMORY_MB === 0 ? memoryFor(v.ENGINES) : v.ENGINE_MEMORY_MB * MEGABYTE,
      styleCacheBytes: v.STYLE_CACHE_MB * MEGABYTE,
      extractor: v.ENGINE_EXTRACTOR,
      leaseMs: v.ENGINE_LEASE_SECONDS * 1000,
    },
    limits: {
      defaultSize: v.DEFAULT_SIZE,
      maxSize: v.MAX_SIZE,
      pictureBytes: v.MAX_PICTURE_MEGABYTES * 1024 * 1024,
      openJobsPerUser: v.MAX_OPEN_JOBS_PER_USER,
      jobsPerUserPerDay: v.MAX_JOBS_PER_USER_PER_DAY || null,
      openJobsPerGuild: v.MAX_OPEN_JOBS_PER_SERVER || null,
      jobsPerGuildPerDay: v.MAX_JOBS_PER_SERVER_PER_DAY || null,
      pictureDays: v.PICTURE_DAYS,
      historyDays: v.HISTORY_DAYS,
    },
    progressMs: v.PROGRESS_SECONDS * 1000,
    log: {
      level: v.LOG_LEVEL,
      format: v.LOG_FORMAT === 'auto' ? (options.terminal ? 'pretty' : 'json') : v.LOG_FORMAT,
    },
  };
}
