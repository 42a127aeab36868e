import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { SourceRefusal, SourceTrouble } from '../../../engine/weights/source.js';
import { AppError } from '../../../errors.js';
import { schemaFile } from '../../../presets/json-schema.js';
import { MANIFEST_FILE } from '../../../presets/manifest-file.js';
import { importPicture, STYLE_SIDE } from '../import-picture.js';
import type { Classic } from './catalogue.js';
import { download } from './download.js';
import { type ClassicsRecord, readRecord, recordFile, writeRecord } from './record.js';

const STYLE_FILE = 'style.webp';
/** Shorter than this it is a thumbnail, or another picture. */
const LEAST_SIDE = 400;

export interface FetchedClassic {
  readonly name: string;
  readonly outcome: 'fetched' | 'present';
  readonly folder: string;
}

/**
 * Fetches a painting and makes a preset of it, whole or not at all. What came is compared with what came first. Settings
 * that the host has changed in an existing preset.json are kept. Throws PRESET_FETCH that says what stood against it;
 * where there is no connection, its cause is a SourceTrouble.
 */
export async function fetchClassic(
  classic: Classic,
  options: { readonly folder: string; readonly mirror: string | null; readonly signal: AbortSignal },
): Promise<FetchedClassic> {
  const { folder } = options;
  const target = join(folder, classic.name);
  const record = await readRecord(folder);
  const before = record[classic.name];
  if (before !== undefined && (await digestOf(join(target, STYLE_FILE))) === before.style) {
    return { name: classic.name, outcome: 'present', folder: target };
  }
  const made = !(await exists(folder));
  await mkdir(folder, { recursive: true });
  // Hidden, so that a bot that is looking does not take it for a preset.
  const stage = await mkdtemp(join(folder, '.classic-'));
  let done = false;
  try {
    const entry = await bring(classic, stage, before, options);
    if (await exists(join(target, MANIFEST_FILE))) {
      await rename(join(stage, STYLE_FILE), join(target, STYLE_FILE));
    } else {
      await writeFile(
        join(stage, MANIFEST_FILE),
        `${JSON.stringify(manifestOf(classic, target), null, 2)}\n`,
      );
      await rm(target, { recursive: true, force: true });
      await rename(stage, target);
    }
    await writeRecord(folder, { ...(await readRecord(folder)), [classic.name]: entry });
    done = true;
    return { name: classic.name, outcome: 'fetched', folder: target };
  } catch (error) {
    if (options.signal.aborted) throw new AppError('INTERRUPTED', {}, { cause: error });
    throw explained(error, classic, folder);
  } finally {
    await rm(stage, { recursive: true, force: true });
    if (made && !done) await rm(folder, { recursive: true, force: true });
  }
}

/** Downloads, compares and decodes: afterwards the style picture is in the stage, and nothing else. */
async function bring(
  classic: Classic,
  stage: string,
  before: ClassicsRecord[string] | undefined,
  { folder, mirror, signal }: { folder: string; mirror: string | null; signal: AbortSignal },
): Promise<ClassicsRecord[string]> {
  const cut = classic.source.lastIndexOf('/');
  const base = mirror ?? classic.source.slice(0, cut);
  const file = mirror === null ? classic.source.slice(cut + 1) : classic.file;
  const raw = join(stage, 'download');
  const { bytes, sha256 } = await download(base, file, raw, signal);
  if (before !== undefined && before.sha256 !== sha256) {
    throw new SourceRefusal(
      `what comes is not what came first (SHA-256 ${sha256}, not ${before.sha256}). If you trust the new one, remove “${classic.name}” from ${recordFile(folder)} and fetch it again.`,
    );
  }
  const style = join(stage, STYLE_FILE);
  const { width, height } = await importPicture({ from: raw, to: style, longestSide: STYLE_SIDE });
  if (Math.min(width, height) < LEAST_SIDE) {
    throw new SourceRefusal(
      `what comes is a picture of ${width}×${height}; a painting has ${LEAST_SIDE} px a side at least.`,
    );
  }
  await rm(raw);
  return {
    source: mirror === null ? classic.source : `${mirror}/${classic.file}`,
    sha256,
    bytes,
    style: (await digestOf(style)) ?? '',
    fetched: new Date().toISOString(),
  };
}

function explained(error: unknown, { name }: Classic, folder: string): unknown {
  const fail = (problem: string) => new AppError('PRESET_FETCH', { problem }, { cause: error });
  if (error instanceof SourceTrouble) {
    return fail(`${name}: ${error.message} Nothing was changed; try again when there is a connection.`);
  }
  if (error instanceof SourceRefusal) return fail(`${name}: ${error.message}`);
  if (error instanceof AppError && error.code.startsWith('PICTURE_')) {
    return fail(`${name}: what comes is no picture that can be used. ${error.message}`);
  }
  if (error instanceof AppError) return error;
  const problem = `${(error as Error).message}. Set PRESETS_DIR to a folder that can be written to.`;
  return new AppError('FILE_UNWRITABLE', { path: folder, problem }, { cause: error });
}

function manifestOf(classic: Classic, folder: string): object {
  const { name, title, titleChinese, painter, died, year, description, tags, source } = classic;
  const [page] = source.split('?');
  return {
    $schema: relative(folder, schemaFile()).replaceAll('\\', '/'),
    name,
    title,
    description,
    translations: { 'zh-CN': { title: titleChinese } },
    tags: [...tags, 'classic'],
    author: painter,
    license: 'Public domain',
    credit: `${painter} (died ${died}), ${title}, ${year}.`,
    homepage: page,
    styles: [{ file: STYLE_FILE }],
    strength: classic.strength,
    brush: classic.brush,
  };
}

async function digestOf(path: string): Promise<string | null> {
  const bytes = await readFile(path).catch(() => null);
  return bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
