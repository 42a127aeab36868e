// Does with each picture that it is sent what the engine's child and the bot's helper do with one, out of the same
// files in dist/, and answers how it went. A picture that brings it down brings down nothing else.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeSideBySide } from '../../../dist/bot/compare/compose.js';
import { decodePicture, encodePicture } from '../../../dist/engine/pictures.js';
import { asAppError } from '../../../dist/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'gramarye-fuzz-'));
const result = join(folder, 'result.png');
const square = { width: 24, height: 24, data: new Float32Array(3 * 24 * 24).fill(128) };
writeFileSync(result, await encodePicture(square, { format: 'png' }));
process.on('disconnect', () => process.exit());
process.on('message', async ({ bytes, longestSide }) => {
  process.send({ ...(await treat(bytes, longestSide)), megabytes: process.resourceUsage().maxRSS / 1024 });
});
process.send({ folder });

async function treat(bytes, longestSide) {
  try {
    const { picture, alpha } = await decodePicture(bytes, { longestSide });
    await encodePicture(picture, { format: 'png', alpha });
    const { width, height, data } = picture;
    const sound = data.length === 3 * width * height && data.every((value) => value >= 0 && value <= 255);
    if (!sound) return { outcome: 'unsound', sentence: `${width}×${height}, ${data.length} numbers` };
    const photo = join(folder, 'photo');
    writeFileSync(photo, bytes);
    await composeSideBySide(photo, result, 1_000_000);
    return { outcome: 'decoded', sentence: '', width, height };
  } catch (thrown) {
    const { code, message, cause } = asAppError(thrown, 'ENGINE_FAILED');
    return { outcome: code, sentence: message, cause: String(cause?.stack ?? cause) };
  }
}
