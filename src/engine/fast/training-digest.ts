import { createHash } from 'node:crypto';
import type { Backend } from '../backends/backend.js';
import type { Extractor } from '../extractors/extractor.js';
import type { TrainTask } from '../protocol.js';
import type { StylePicture } from '../stylize.js';
import type { TrainingPicture } from './crops.js';
import { networkForm } from './form.js';
import { ARCHITECTURE } from './network-file.js';

/** Everything that the network depends on, so that no checkpoint is taken for another's; how long it trains is not. */
export function digestOfTraining(
  task: TrainTask,
  styles: readonly StylePicture[],
  pictures: readonly TrainingPicture[],
  {
    backend,
    extractor,
    initial,
  }: {
    readonly backend: Backend;
    readonly extractor: Extractor;
    /** What it began with, where that is another network. */
    readonly initial: Float32Array | undefined;
  },
): string {
  const { form, kind, recipe, overrides, strength, size, side, batch, rate, seed } = task;
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify({
      architecture: [ARCHITECTURE, networkForm(form)],
      ...{ kind, recipe, overrides, strength, size, side, batch, rate, seed },
      styles: styles.map(({ picture, weight, scale }) => [picture.width, picture.height, weight, scale]),
      pictures: pictures.map(({ name, width, height }) => [name, width, height]),
      extractor: extractor.identity,
      backend: backend.name,
      device: backend.device,
    }),
  );
  if (initial !== undefined) hash.update(initial);
  for (const { picture } of styles) hash.update(picture.data);
  for (const { pixels, painted } of pictures) {
    hash.update(pixels);
    if (painted !== undefined) hash.update(painted);
  }
  return hash.digest('hex');
}
