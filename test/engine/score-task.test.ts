import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodePicture } from '../../src/engine/pictures.js';
import type { FromChild } from '../../src/engine/protocol.js';
import { scorePicture } from '../../src/engine/score.js';
import { runScore } from '../../src/engine/score-task.js';
import { waves } from './support/scenes.js';
import { useWorkshop, type Workshop } from './support/workshop.js';

let backend: Workshop['backend'];
let extractor: Workshop['extractor'];
let folder = '';
useWorkshop((workshop) => {
  ({ backend, extractor, folder } = workshop);
});

it('a painting that is compared larger than the picture is read as large', async () => {
  const [photo, style, result] = [waves(64, 64, 1), waves(128, 128, 5), waves(64, 64, 3)];
  const path = (name: string): string => join(folder, `${name}.png`);
  for (const [name, picture] of Object.entries({ photo, style, result })) {
    await writeFile(path(name), await encodePicture(picture, { format: 'png' }));
  }
  const said: FromChild[] = [];
  const files = { photo: path('photo'), style: path('style'), result: path('result') };
  const task = { ...files, extractor: 'wavelet', size: 64, styleScale: 2 };
  await runScore(task, { backend, extractor, send: (message) => said.push(message) });
  const expected = await scorePicture({ photo, style, result, styleScale: 2 }, { backend, extractor });
  const [scored] = said;
  if (scored?.op !== 'scored') throw new Error('no score');
  // The files hold whole numbers.
  expect(scored.result.style / expected.result.style).toBeCloseTo(1, 2);
});
