import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Lab, LabDied } from '../../src/engine/lab.js';
import type { ChildSettings, Task } from '../../src/engine/protocol.js';
import { DEFAULT_CONTROLS } from '../../src/jobs/job.js';

/** The handle on a child, against a small program that behaves in every way a child can. */
const PROGRAM = fileURLToPath(new URL('./programs/child.mjs', import.meta.url));
const log = pino({ level: 'silent' });

function lab(changes: Partial<ChildSettings> = {}, silenceMs = 60_000, readingMs = 60_000): Lab {
  const settings: ChildSettings = {
    backend: 'auto',
    device: 'auto',
    threads: 0,
    memory: 2 * 1024 ** 3,
    styleCache: { folder: '', bytes: 0 },
    deviceCache: null,
    weightsDir: 'weights',
    log: { level: 'silent', format: 'json' },
    ...changes,
  };
  const made = new Lab(settings, { log, silenceMs, readingMs, program: PROGRAM });
  onTestFinished(() => made.kill());
  return made;
}

/** The small program takes the recipe for what to do. */
const task = (recipe: string): Task => ({
  photo: 'photo.png',
  styles: [{ path: 'style.png', weight: 1 }],
  recipe,
  overrides: {},
  extractor: 'auto',
  size: 64,
  strength: 1,
  seed: 1,
  spool: 'spool',
  resume: null,
  ...DEFAULT_CONTROLS,
  previewEveryMs: 1000,
});

describe('a child', () => {
  it('paints picture after picture, telling all of it in order', async () => {
    const child = lab();
    for (let n = 0; n < 2; n++) {
      const told: (string | number)[] = [];
      const painted = await child.paint(task('paint'), {
        started: () => void told.push('started'),
        progress: async ({ step }) => {
          // Slow on purpose: nothing overtakes it.
          await new Promise((resolve) => setTimeout(resolve, 20));
          told.push(step);
        },
      });
      expect(told).toEqual(['started', 1, 2, 3]);
      expect(painted).toMatchObject({ file: 'result.png', backend: 'onnxruntime', device: 'cpu' });
      expect(painted).not.toHaveProperty('memory');
      expect(child.memory).toBe(12345);
    }
  });

  it('says why a picture cannot be painted, and lives on', async () => {
    const child = lab();
    await expect(child.paint(task('fail'))).rejects.toMatchObject({
      code: 'PICTURE_TOO_LARGE',
      details: { limit: 64 },
    });
    await expect(child.paint(task('stumble'))).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      cause: { message: 'Error: as it was\n    at there' },
    });
    expect(child.alive).toBe(true);
    await child.paint(task('paint'));
  });

  it('scores a picture, or says why it cannot', async () => {
    const child = lab();
    const asked = { photo: 'p', style: 's', result: 'r', extractor: 'auto', size: 512, styleScale: 1 };
    const score = await child.score(asked);
    expect(score).toMatchObject({ closed: 0.75, result: { style: 0.5, content: 1 } });
    expect(score).not.toHaveProperty('op');
    await expect(child.score({ ...asked, extractor: 'eyes' })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    });
    await child.paint(task('paint'));
  });

  it('that ends in the middle is known to be dead', async () => {
    const child = lab();
    await expect(child.paint(task('exit'))).rejects.toThrow(LabDied);
    expect(child.alive).toBe(false);
    await expect(child.paint(task('paint'))).rejects.toThrow('exit code 7');
  });

  it('that has lost its device is ended, as one that died', async () => {
    const child = lab();
    const painting = child.paint(task('lose'));
    await expect(painting).rejects.toThrow(LabDied);
    await expect(painting).rejects.toThrow('its device was lost: device lost');
    expect(child.alive).toBe(false);
  });

  it('that goes silent is ended', async () => {
    const child = lab({}, 1500);
    await child.ready;
    await expect(child.paint(task('hang'))).rejects.toThrow('ended by SIGKILL');
  });

  it('that hangs over its pictures is ended sooner', async () => {
    const child = lab({}, 60_000, 1500);
    await child.ready;
    await expect(child.paint(task('gape'))).rejects.toThrow('ended by SIGKILL');
  });

  it('that talks nonsense is ended', async () => {
    await expect(lab().paint(task('babble'))).rejects.toThrow(LabDied);
  });

  it('saves when asked, also in the middle', async () => {
    const child = lab();
    const aborting = new AbortController();
    const saved = new Promise<number>((resolve) => {
      const listeners = {
        started: () => child.save(),
        checkpoint: ({ step }: { step: number }) => resolve(step),
      };
      child.paint(task('hang'), listeners, aborting.signal).catch(() => {});
    });
    expect(await saved).toBe(2);
    aborting.abort();
  });

  it('is killed by an abort, whose reason is what is thrown', async () => {
    const child = lab();
    const aborting = new AbortController();
    const reason = new Error('cancelled');
    const painting = child.paint(task('hang'), { started: () => aborting.abort(reason) }, aborting.signal);
    await expect(painting).rejects.toBe(reason);
    await child.kill();
    expect(child.alive).toBe(false);
  });

  it('without a backend says so before anything is asked of it', async () => {
    await expect(lab({ backend: 'tensorflow' }).ready).rejects.toMatchObject({ code: 'ENGINE_BACKEND' });
  });
});
