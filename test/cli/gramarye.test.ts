import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EngineFinding } from '../../src/cli/doctor/backend.js';
import type { Finding } from '../../src/cli/doctor/check.js';
import { version } from '../../src/version.js';
import { keepLog } from '../support/logs.js';
import { blackPng } from '../support/png.js';

// Each run is a process, and often starts another, on whatever cores the other tests leave.
vi.setConfig({ testTimeout: 180_000 });

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramarye-cli-'));
  const waves = Buffer.from(
    Array.from({ length: 80 * 60 * 3 }, (_, at) => Math.round(127 + 120 * Math.sin(at / 40))),
  );
  const photo = sharp(waves, { raw: { width: 80, height: 60, channels: 3 } });
  await photo.clone().png().toFile(join(folder, 'photo.png'));
  await photo.clone().rotate(90).negate().jpeg().toFile(join(folder, 'painting.jpg'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line from the test's folder, as a process of its own. */
function gramarye(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const env: NodeJS.ProcessEnv = { ...process.env, DATA_DIR: join(folder, 'data'), ...environment };
  delete env.INIT_CWD;
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      keepLog('cli', stdout + stderr);
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      });
    });
  });
}

const TINY = ['--size', '64', '--seed', '7'];

describe('gramarye stylize', () => {
  it('repaints a file with a preset and prints one object', async () => {
    const ended = await gramarye([
      'stylize',
      'photo.png',
      '--style',
      'tide-of-stars',
      '-o',
      'a.png',
      ...TINY,
      '--json',
    ]);
    expect(ended.stderr).toContain('%');
    expect(ended.code).toBe(0);
    const report: unknown = JSON.parse(ended.stdout);
    expect(report).toEqual({
      width: 64,
      height: 48,
      style: 'tide-of-stars',
      extractor: 'wavelet',
      backend: expect.any(String),
      device: expect.any(String),
      evaluations: expect.any(Number),
      seconds: expect.any(Number),
      lossFirst: expect.any(Number),
      lossLast: expect.any(Number),
      settings: {
        styles: [{ name: 'tide-of-stars', share: 1 }],
        presetStrength: 0.5,
        strength: 1,
        brush: 1,
        colours: 'style',
        smoothness: 1,
        quality: 'balanced',
        start: 0,
        seed: 7,
        recipe: 'multiscale',
        optimizer: 'lbfgs',
        overrides: { styleScale: 1.5 },
      },
    });
    const { lossFirst, lossLast } = report as { lossFirst: number; lossLast: number };
    expect(lossLast).toBeLessThan(lossFirst);
    const meta = await sharp(join(folder, 'a.png')).metadata();
    expect([meta.format, meta.width, meta.height, meta.exif]).toEqual(['png', 64, 48, undefined]);
  });

  it('takes any picture as the style, says where the result is, and gives the same one for a seed', async () => {
    const args = ['stylize', 'photo.png', '--style-image', 'painting.jpg', ...TINY];
    const [one, two] = [await gramarye([...args, '-o', 'b.png']), await gramarye([...args, '-o', 'c.png'])];
    expect(one.stdout).toContain(join(folder, 'b.png'));
    expect(one.stdout).toContain('painting.jpg');
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(await readFile(join(folder, 'b.png'))).toEqual(await readFile(join(folder, 'c.png')));
  });
});

describe('gramarye score', () => {
  it('measures a picture between photo and painting, in words or as one object', async () => {
    const json = await gramarye(['score', 'photo.png', 'painting.jpg', 'photo.png', '--json']);
    expect(json.stderr).toBe('');
    const score = JSON.parse(json.stdout) as Record<string, unknown>;
    expect(score).toMatchObject({
      extractor: 'wavelet',
      width: 80,
      height: 60,
      closed: 0,
      result: { content: 0 },
    });
    expect(score.result).toEqual(score.photo);
    const words = await gramarye(['score', 'photo.png', 'painting.jpg', 'photo.png']);
    expect(words.stdout).toMatch(/0\.0 % of the style distance closed/);
  });

  it('refuses a result of other proportions, and a judge that there is not', async () => {
    const turned = await gramarye(['score', 'photo.png', 'painting.jpg', 'painting.jpg']);
    expect([turned.code, turned.stdout]).toEqual([1, '']);
    expect(turned.stderr).toMatch(/proportions \(60×80\) are not the photo’s \(80×60\)/);
    const eyes = await gramarye(['score', 'photo.png', 'painting.jpg', 'photo.png', '--extractor', 'eyes']);
    expect([eyes.code, eyes.stdout]).toEqual([1, '']);
    expect(eyes.stderr).toMatch(/no extractor called “eyes”/);
  });
});

describe('the controls of gramarye stylize', () => {
  const paint = async (name: string, ...args: string[]) => {
    const ended = await gramarye(['stylize', 'photo.png', '-o', name, ...TINY, '--json', ...args]);
    expect(ended.stderr).not.toContain('rror');
    expect(ended.code).toBe(0);
    return JSON.parse(ended.stdout) as { style: string; settings: Record<string, unknown> };
  };
  const pixels = (name: string) => sharp(join(folder, name)).raw().toBuffer();

  it('blends presets and pictures by their weights', async () => {
    const { style, settings } = await paint(
      'blend.png',
      ...['--style', 'tide-of-stars:2', '--style-image', 'painting.jpg', '--style', 'indigo-swell'],
    );
    expect(style).toBe('tide-of-stars + indigo-swell + painting.jpg');
    expect(settings).toMatchObject({
      styles: [
        { name: 'tide-of-stars', share: 0.5 },
        { name: 'indigo-swell', share: 0.25 },
        { name: 'painting.jpg', share: 0.25 },
      ],
      presetStrength: 0.625,
    });
  });

  it('all reach the picture and are told', async () => {
    const style = ['--style-image', 'painting.jpg'];
    await paint('plain.png', ...style);
    const controls = { brush: 0.5, smoothness: 30, start: 0.5, strength: 3, seed: 8 };
    const names = { colours: 'matched', quality: 'best', optimizer: 'adam', recipe: 'multiscale' };
    const options = Object.entries({ ...controls, ...names }).flatMap(([name, value]) => [
      `--${name}`,
      String(value),
    ]);
    const { settings } = await paint('changed.png', ...style, ...options);
    expect(settings).toMatchObject({ ...controls, ...names });
    expect((await pixels('changed.png')).equals(await pixels('plain.png'))).toBe(false);
  });

  it('keeps the alpha of the photo', async () => {
    const hole = Buffer.from(
      Array.from({ length: 4 * 80 * 60 }, (_, i) =>
        i % 4 < 3 ? (7 * i) % 251 : Math.floor(i / 4) % 80 < 40 ? 0 : 255,
      ),
    );
    await sharp(hole, { raw: { width: 80, height: 60, channels: 4 } })
      .png()
      .toFile(join(folder, 'hole.png'));
    const out = join(folder, 'hole-painted.png');
    const args = ['--style', 'tide-of-stars', '--colours', 'luminance', '-o', out, ...TINY];
    expect((await gramarye(['stylize', 'hole.png', ...args])).code).toBe(0);
    const { data, info } = await sharp(out).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([64, 48, 4]);
    const alpha = (x: number) => data[4 * (24 * 64 + x) + 3];
    expect([alpha(5), alpha(60)]).toEqual([0, 255]);
  });
});

describe('bad input', () => {
  /** A failure as people should meet it: an exit code, one clear sentence, no stack, no file. */
  async function refused(
    args: readonly string[],
    environment?: NodeJS.ProcessEnv,
    code = 1,
  ): Promise<string> {
    const ended = await gramarye(args, environment);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(await readdir(folder)).not.toContain('x.png');
    return ended.stderr;
  }
  const style = ['--style', 'tide-of-stars', '-o', 'x.png', ...TINY];

  it('no file, a folder, not a picture, a truncated PNG, an SVG', async () => {
    expect(await refused(['stylize', ...style])).toMatch(/missing required argument 'photo'/);
    expect(await refused(['stylize', 'nowhere.png', ...style])).toMatch(/No such file: .*nowhere\.png/);
    expect(await refused(['stylize', '.', ...style])).toMatch(/is a folder/);
    await writeFile(join(folder, 'words.png'), 'these are only words');
    expect(await refused(['stylize', 'words.png', ...style])).toMatch(/not a picture/);
    const whole = await readFile(join(folder, 'photo.png'));
    await writeFile(join(folder, 'half.png'), whole.subarray(0, whole.length / 2));
    expect(await refused(['stylize', 'half.png', ...style])).toMatch(/damaged or cut off/);
    await writeFile(
      join(folder, 'drawing.svg'),
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    );
    expect(await refused(['stylize', 'drawing.svg', ...style])).toMatch(/SVG/);
  });

  it('a PNG bomb of 30,000 × 30,000', async () => {
    await writeFile(join(folder, 'bomb.png'), blackPng(30_000));
    expect(await refused(['stylize', 'bomb.png', ...style])).toMatch(/too many pixels \(30000×30000\)/);
  });

  it('an unknown style, or no style, or five, or no weight', async () => {
    const rest = ['-o', 'x.png', ...TINY];
    expect(await refused(['stylize', 'photo.png', '--style', 'tide-of-star', ...rest])).toMatch(
      /no style called “tide-of-star”.*Did you mean “tide-of-stars”/,
    );
    expect(await refused(['stylize', 'photo.png', ...rest])).toMatch(/--style NAME or --style-image FILE/);
    const five = ['--style-image', 'painting.jpg', '--style-image', 'photo.png'];
    expect(await refused(['stylize', 'photo.png', ...style, ...five, ...five])).toMatch(
      /at most 4 style pictures/,
    );
    expect(await refused(['stylize', 'photo.png', ...rest, '--style', 'tide-of-stars:0'])).toMatch(/above 0/);
  });

  it('an output that cannot be, options out of range, a wrong setting', async () => {
    const options = ['--style', 'tide-of-stars', ...TINY];
    expect(await refused(['stylize', 'photo.png', ...options, '-o', 'no/x.png'])).toMatch(/does not exist/);
    expect(await refused(['stylize', 'photo.png', ...options, '-o', 'x.jpg'])).toMatch(/PNG/);
    expect(await refused(['stylize', 'photo.png', ...style, '--size', '5'])).toMatch(/number from 64 to/);
    expect(await refused(['stylize', 'photo.png', ...style, '--size', '3000'])).toMatch(/MAX_SIZE=4096/);
    expect(await refused(['stylize', 'photo.png', ...style, '--brush', '9'])).toMatch(
      /number from 0\.25 to 4/,
    );
    expect(await refused(['stylize', 'photo.png', ...style, '--colours', 'sepia'])).toMatch(/luminance/);
    expect(await refused(['stylize', 'photo.png', ...style, '--recipe', 'soup'])).toMatch(/multiscale/);
    const classic = [...style, '--recipe', 'keras', '--extractor', 'wavelet'];
    expect(await refused(['stylize', 'photo.png', ...classic])).toMatch(/layers of vgg19/);
    expect(await refused(['stylize', 'photo.png', ...style, '--extractor', 'eyes'])).toMatch(/eyes/);
    expect(await refused(['stylize', 'photo.png', ...style], { ENGINES: 'many' }, 78)).toMatch(/ENGINES/);
  });
});

describe('gramarye doctor', () => {
  it('finds this machine fit and says what it computes with', async () => {
    // A folder that no picture painted before has made.
    const ended = await gramarye(['doctor', '--json'], { DATA_DIR: join(folder, 'doctors-data') });
    expect(ended.code).toBe(0);
    const { well, findings } = JSON.parse(ended.stdout) as {
      well: boolean;
      findings: (Pick<Finding, 'name' | 'detail'> & Pick<EngineFinding, 'engine'>)[];
    };
    expect(well).toBe(true);
    expect(findings.map(({ name }) => name)).toEqual([
      'Node.js',
      'Machine',
      'Data folder',
      'Database',
      'Presets',
      'Weights',
      'Engine',
      'Discord',
    ]);
    const engine = findings.find(({ name }) => name === 'Engine');
    expect(engine?.detail).toMatch(/computes with \w+ on \w+\na picture of 512 px takes about /);
    expect(engine?.engine?.picture?.seconds).toBeGreaterThan(0);
    const taken = engine?.engine?.candidates.filter(({ outcome }) => outcome === 'taken');
    expect(taken).toHaveLength(1);
    expect(taken?.[0]?.gigaflops).toBeGreaterThan(0);
    expect(findings.find(({ name }) => name === 'Discord')?.detail).toContain('DISCORD_TOKEN is not set');
    expect(await readdir(folder)).not.toContain('doctors-data');
  });

  it('says in words what is wrong and how to mend it', async () => {
    await writeFile(join(folder, 'in-the-way'), '');
    const ended = await gramarye(['doctor'], {
      DATA_DIR: join(folder, 'in-the-way', 'data'),
      ENGINE_BACKEND: 'tensorflow',
      ENGINE_DEVICE: 'webgpu',
    });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/✗ Data folder/);
    expect(ended.stdout).toMatch(/→ Set DATA_DIR/);
    expect(ended.stdout).toMatch(/✗ Engine/);
    expect(ended.stdout).toMatch(/→ Set ENGINE_BACKEND and ENGINE_DEVICE to auto/);
  });
});

describe('gramarye', () => {
  it('tells its version and how to use it', async () => {
    expect((await gramarye(['--version'])).stdout.trim()).toBe(version());
    const help = await gramarye(['stylize', '--help']);
    expect(help.code).toBe(0);
    for (const option of [
      '--style',
      '--style-image',
      '--size',
      '--strength',
      '--seed',
      '--brush',
      '--colours',
      '--smoothness',
      '--quality',
      '--start',
      '--recipe',
      '--optimizer',
      '--extractor',
      '--json',
    ]) {
      expect(help.stdout).toContain(option);
    }
  });
});
