import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { convolutionsOf } from '../../../src/engine/extractors/network-design.js';
import { SQUEEZENET } from '../../../src/engine/extractors/squeezenet.js';
import { VGG19 } from '../../../src/engine/extractors/vgg19.js';
import { Lab } from '../../../src/engine/lab.js';
import { encodePicture } from '../../../src/engine/pictures.js';
import type { Task } from '../../../src/engine/protocol.js';
import { DEFAULT_CONTROLS } from '../../../src/jobs/job.js';
import { temporaryFolder } from '../../jobs/fixtures.js';
import { randomWeights, writeKerasFile } from '../support/keras-files.js';
import { waves } from '../support/scenes.js';

const PROGRAM = fileURLToPath(new URL('../../../dist/engine/child.js', import.meta.url));
/** The catalogue's name, whose digest is known, and the name of a file of one's own. */
const PINNED = 'squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5';
const OWN = 'squeezenet.h5';
const REAL = fileURLToPath(new URL(`../../../../shared/weights/${PINNED}`, import.meta.url));

/** On a machine that has much else to do, one small picture can take seconds. */
const LIMIT = 180_000;

/** A real child, and a way to have it paint a small picture. */
async function studio() {
  const folder = temporaryFolder();
  const [photo, style] = [join(folder, 'photo.png'), join(folder, 'style.png')];
  writeFileSync(photo, await encodePicture(waves(64, 64, 1), { format: 'png' }));
  writeFileSync(style, await encodePicture(waves(64, 64, 2), { format: 'png' }));
  const lab = new Lab(
    {
      backend: 'onnxruntime',
      device: 'cpu',
      threads: 0,
      memory: 2 * 1024 ** 3,
      styleCache: { folder: '', bytes: 0 },
      deviceCache: null,
      weightsDir: folder,
      log: { level: 'silent', format: 'json' },
    },
    { log: pino({ level: 'silent' }), program: PROGRAM },
  );
  onTestFinished(() => lab.kill());
  const paint = (extractor: string) => {
    const task: Task = {
      photo,
      styles: [{ path: style, weight: 1 }],
      recipe: 'multiscale',
      overrides: { octaves: [48], iterations: [1] },
      extractor,
      size: 48,
      strength: 1,
      seed: 1,
      spool: folder,
      resume: null,
      ...DEFAULT_CONTROLS,
      previewEveryMs: 60_000,
    };
    return lab.paint(task);
  };
  return { folder, lab, paint };
}

async function kerasFile(design: typeof SQUEEZENET): Promise<Buffer> {
  const path = join(temporaryFolder(), 'weights.h5');
  // A few layers of VGG19 are a network other than SqueezeNet just as well as all of them.
  const table = convolutionsOf(design).slice(0, design === VGG19 ? 3 : undefined);
  await writeKerasFile(path, table, randomWeights(table), 'nested');
  return readFileSync(path);
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe('a child whose weights cannot be used', () => {
  it('says what is wrong with each file, and paints on with the wavelet extractor', {
    timeout: LIMIT,
  }, async () => {
    const { folder, lab, paint } = await studio();
    await lab.ready;
    const child = lab.pid;
    const whole = await kerasFile(SQUEEZENET);
    const files: [name: string, bytes: Buffer | null, sentence: RegExp][] = [
      [OWN, null, /are not on this machine\. Run: gramarye weights fetch squeezenet/],
      [OWN, Buffer.alloc(0), /it is empty\. Replace or remove your own file squeezenet\.h5/],
      [OWN, Buffer.from('<html>Not Found</html>'), /it is not an HDF5 file/],
      [OWN, whole.subarray(0, whole.length / 2), /it is damaged or cut off/],
      // In the superblock: the address of the root group.
      [OWN, flipped(whole, 70), /it is damaged/],
      [OWN, await kerasFile(VGG19), /no layer “conv1”, so it is of another network/],
      [PINNED, Buffer.alloc(0), /it is empty\. Fetch it anew: gramarye weights fetch squeezenet/],
      [PINNED, Buffer.alloc(1000), /it is cut off: 1,000 of 3,002,560 bytes/],
      [PINNED, Buffer.alloc(3_002_561), /it is another file: 3,002,561 bytes, not 3,002,560/],
      [PINNED, Buffer.alloc(3_002_560), /it is damaged: its SHA-256 is/],
    ];
    for (const [name, bytes, sentence] of files) {
      if (bytes !== null) writeFileSync(join(folder, name), bytes);
      const code = bytes === null ? 'WEIGHTS_MISSING' : 'WEIGHTS_DAMAGED';
      await expect(paint('squeezenet'), String(sentence)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(sentence),
      });
      expect(await paint('wavelet')).toMatchObject({ extractor: 'wavelet' });
      rmSync(join(folder, name), { force: true });
    }
    // A failure is not remembered: once there is a good file, it is used.
    writeFileSync(join(folder, OWN), whole);
    expect(await paint('squeezenet')).toMatchObject({ extractor: 'squeezenet' });
    expect(lab.pid).toBe(child);
  });

  it.skipIf(!existsSync(REAL))(
    'notices a single flipped bit among the numbers (where ../shared/weights has the real file)',
    { timeout: LIMIT },
    async () => {
      const { folder, paint } = await studio();
      const real = readFileSync(REAL);
      writeFileSync(join(folder, PINNED), flipped(real, 1_500_000));
      await expect(paint('squeezenet')).rejects.toThrow(/it is damaged: its SHA-256 is/);
      writeFileSync(join(folder, PINNED), real);
      expect(await paint('squeezenet')).toMatchObject({ extractor: 'squeezenet' });
    },
  );
});
