import { open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { hasErrno } from '../errors.js';
import { PICTURE_HEAD_BYTES, type PictureKind, pictureKind } from '../picture-kind.js';

/** A painting at 4096 px is well below this; more is a mistake or an attack. */
export const MAX_STYLE_BYTES = 20 * 1024 * 1024;
const MIN_STYLE_BYTES = 64;

const STYLE_KINDS: ReadonlySet<PictureKind> = new Set(['webp', 'png', 'jpg']);

/** The real path of a style picture, or a sentence on what is wrong with it. */
export type StyleFile = { readonly path: string } | { readonly problem: string };

/**
 * Checks a style picture by its outside: inside the preset's folder (also after following links), a plain file, of
 * plausible size, beginning like a WebP, PNG or JPEG. Pixels are decoded by the engine, never here.
 */
export async function checkStyleFile(folder: string, file: string): Promise<StyleFile> {
  const inside = await resolveInside(folder, file);
  if ('problem' in inside) return inside;
  const info = await stat(inside.path);
  if (!info.isFile()) return { problem: `“${file}” is not a file` };
  if (info.size > MAX_STYLE_BYTES) {
    const size = (info.size / 1024 / 1024).toFixed(1);
    return { problem: `“${file}” is ${size} MB; the most is ${MAX_STYLE_BYTES / 1024 / 1024} MB` };
  }
  if (info.size < MIN_STYLE_BYTES) return { problem: `“${file}” is empty or cut off` };
  const kind = await kindOf(inside.path);
  if (kind === null || !STYLE_KINDS.has(kind)) {
    const found = kind === null ? 'something else' : kind.toUpperCase();
    return { problem: `“${file}” is not a WebP, PNG or JPEG picture (it looks like ${found})` };
  }
  return inside;
}

async function kindOf(path: string): Promise<PictureKind | null> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PICTURE_HEAD_BYTES), 0, PICTURE_HEAD_BYTES, 0);
    return pictureKind(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Follows links and refuses whatever ends outside the folder. */
export async function resolveInside(folder: string, file: string): Promise<StyleFile> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(folder, file));
    const way = relative(root, path);
    if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
      return { problem: `“${file}” leads outside the preset's folder` };
    }
    return { path };
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return { problem: `there is no file “${file}” in this folder` };
    if (hasErrno(error, 'EACCES', 'EPERM'))
      return { problem: `“${file}” may not be read; check its permissions` };
    if (hasErrno(error, 'ELOOP')) return { problem: `“${file}” is a link that leads to itself` };
    throw error;
  }
}
