/** The kinds of picture that are read, by the ending that files of each usually have. */
export type PictureKind = 'png' | 'jpg' | 'webp' | 'gif' | 'avif' | 'tif';

/** Bytes of a file's beginning that tell its kind. */
export const PICTURE_HEAD_BYTES = 256;

/**
 * What a file is by its first bytes, or null where it is no picture that we read.
 *
 * Not a library's work: one that knows every kind of file walks through archives and films to tell them apart, and a
 * zip file of 500 KB made file-type 20.5 unpack 500 MB in the bot's own process. Six signatures need no walking.
 */
export function pictureKind(bytes: Uint8Array): PictureKind | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, PICTURE_HEAD_BYTES));
  const text = head.toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('ftyp', 4)) return namesAvif(head) ? 'avif' : null;
  // Classic TIFF and BigTIFF of either byte order; a Canon raw photo says CR where its first directory could be.
  if (/^(?:II[*+]\0|MM\0[*+])/.test(text)) return text.startsWith('CR', 8) ? null : 'tif';
  return null;
}

/** Whether AVIF is the brand of an ISO media file, or among those that it says it is compatible with. */
function namesAvif(head: Buffer): boolean {
  if (head.length < 16) return false;
  const end = Math.min(head.readUInt32BE(0), head.length);
  // Major brand, its version, then the compatible ones.
  for (let at = 8; at + 4 <= end; at += at === 8 ? 8 : 4) {
    if (/^avi[fs]$/.test(head.toString('latin1', at, at + 4))) return true;
  }
  return false;
}
