// Does with each picture that it is sent what the engine's child and the bot's helpers do with one, out of the same
// files in dist/, and answers how it went. A picture that brings it down brings down nothing else.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeSideBySide } from '../../../dist/bot/compare/compose.js';
import { convertStylePicture } from '../../../dist/bot/style-picture/convert.js';
import { decodePicture, encodePicture } from '../../../dist/engine/pictures.js';
import { asAppError } from '../../../dist/errors.js';
import { pictureKind } from '../../../dist/picture-kind.js';

const folder = mkdtempSync(join(tmpdir(), 'gramarye-fuzz-'));
const result = join(folder, 'result.png');
const square = { width: 24, height: 24, data: new Float32Array(3 * 24 * 24).fill(128) };
writeFileSync(result, await encodePicture(square, { format: 'png' }));
process.on('disconnect', () => process.exit());
process.on('message', async ({ bytes, longestSide }) => {
  process.send({ ...(await treat(bytes, longestSide)), megabytes: process.resourceUsage().maxRSS / 1024 });
});
process.send({ folder });

let count = 0;

async function treat(bytes, longestSide) {
  // A name of its own: libvips remembers files that it has opened by theirs.
  const file = join(folder, String(count++));
  writeFileSync(file, bytes);
  try {
    const { picture, alpha } = await decodePicture(bytes, { longestSide });
    await encodePicture(picture, { format: 'png', alpha });
    const { width, height, data } = picture;
    const sound = data.length === 3 * width * height && data.every((value) => value >= 0 && value <= 255);
    if (!sound) return { outcome: 'unsound', sentence: `${width}×${height}, ${data.length} numbers` };
    await composeSideBySide(file, result, 1_000_000);
    // What can be painted can be painted from.
    const refused = await convertStylePicture(file, `${file}.webp`);
    if (refused !== null)
      return { outcome: 'unsound', sentence: `as a style it is refused: ${refused.code}` };
    return { outcome: 'decoded', sentence: '', width, height };
  } catch (thrown) {
    // Only what looks like a picture comes so far.
    if (pictureKind(bytes) !== null) await convertStylePicture(file, `${file}.webp`);
    const { code, message, cause } = asAppError(thrown, 'ENGINE_FAILED');
    return { outcome: code, sentence: message, cause: String(cause?.stack ?? cause) };
  } finally {
    rmSync(file, { force: true });
    rmSync(`${file}.webp`, { force: true });
  }
}
