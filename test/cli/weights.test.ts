import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { convolutionsOf } from '../../src/engine/extractors/network-design.js';
import { SQUEEZENET } from '../../src/engine/extractors/squeezenet.js';
import { CATALOGUE } from '../../src/engine/weights/catalogue.js';
import { type Manner, serveFile } from '../engine/support/file-server.js';
import { randomWeights, writeKerasFile } from '../engine/support/keras-files.js';
import { temporaryFolder } from '../jobs/fixtures.js';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const REAL = fileURLToPath(new URL('../../../shared/weights', import.meta.url));
const FILE = 'squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5';
const BYTES = CATALOGUE.find(({ name }) => name === 'squeezenet')?.bytes ?? 0;

// Each command is a process of its own, which takes seconds to start where the machine has much else to do.
vi.setConfig({ testTimeout: 120_000 });

/** `gramarye weights …` as a process of its own; no file that it writes may grow beyond `blocks` of 512 bytes. */
function weights(args: readonly string[], environment: NodeJS.ProcessEnv, blocks = 'unlimited') {
  const child = spawn(
    'sh',
    ['-c', `ulimit -f ${blocks} && exec "$0" "$@"`, process.execPath, CLI, 'weights', ...args],
    { env: { PATH: process.env.PATH, DATA_DIR: join(temporaryFolder(), 'data'), ...environment } },
  );
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => {
    said.stdout += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    said.stderr += text.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  return { child, ended };
}

async function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}, blocks?: string) {
  const ended = await weights(args, environment, blocks).ended;
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  return ended;
}

async function mirror(...manners: Manner[]): Promise<string> {
  return (await serveFile(Buffer.alloc(BYTES, 3), manners)).address;
}

describe('gramarye weights list', () => {
  it('says what there is, what is missing and where it comes from', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'vgg19.h5'), 'mine');
    writeFileSync(join(folder, `${FILE}.part`), Buffer.alloc(1_000_000));
    const { code, stdout } = await run(['list'], { WEIGHTS_DIR: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^squeezenet +1\.0 MB of 3\.0 MB, partly fetched/m);
    expect(stdout).toMatch(/^vgg19 +0\.0 MB, your own file/m);
    expect(stdout).toContain('from https://github.com/DeepCognition/keras-squeezenet');
    const json = await run(['list', '--json'], {
      WEIGHTS_DIR: folder,
      WEIGHTS_MIRROR: 'https://example.com/w',
    });
    expect(JSON.parse(json.stdout)).toMatchObject({
      folder,
      weights: [
        { name: 'squeezenet', state: 'partly', present: 1_000_000, source: `https://example.com/w/${FILE}` },
        { name: 'vgg19', state: 'own', bytes: 4, file: join(folder, 'vgg19.h5') },
      ],
    });
  });

  it('works before there is any folder', async () => {
    const { code, stdout } = await run(['list'], { WEIGHTS_DIR: join(temporaryFolder(), 'no', 'where') });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^vgg19 +80\.1 MB, not fetched/m);
  });
});

describe('gramarye weights fetch', () => {
  it('refuses names that there are none of', async () => {
    const unknown = await run(['fetch', 'vgg91']);
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    expect(unknown.stderr).toMatch(/none called “vgg91”.*squeezenet, vgg19/);
    expect((await run(['fetch', 'wavelet'])).stderr).toMatch(/is a formula and needs no weights/);
    expect((await run(['fetch'])).stderr).toMatch(/missing required argument/);
  });

  it('tells how it goes, and why it failed', async () => {
    const folder = join(temporaryFolder(), 'weights');
    const address = await mirror({ kind: 'break', after: 2_000_000 }, { kind: 'well' });
    const { code, stdout, stderr } = await run(['fetch', 'squeezenet'], {
      WEIGHTS_DIR: folder,
      WEIGHTS_MIRROR: address,
    });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/squeezenet, \d\.\d MB of 3\.0 MB/);
    expect(stderr).toMatch(/squeezenet: the connection broke \(.*\)\. Trying again in 1 s\./);
    expect(stderr).toMatch(/could not be fetched: what came is not the file\. It is damaged: its SHA-256 is/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('on a full disk says so and leaves no half file', async () => {
    const folder = temporaryFolder();
    const environment = { WEIGHTS_DIR: folder, WEIGHTS_MIRROR: await mirror({ kind: 'well' }) };
    const { code, stdout, stderr } = await run(['fetch', 'squeezenet'], environment, '1000');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`Cannot write ${folder}: the disk is full; ${FILE} needs 3.0 MB.`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stopped by Ctrl+C keeps what has come, and goes on with it the next time', async () => {
    const folder = temporaryFolder();
    const WEIGHTS_MIRROR = await mirror({ kind: 'stall', after: 1_000_000 });
    const { child, ended } = weights(['fetch', 'squeezenet'], { WEIGHTS_DIR: folder, WEIGHTS_MIRROR });
    const part = join(folder, `${FILE}.part`);
    await vi.waitUntil(() => existsSync(part) && statSync(part).size === 1_000_000, { timeout: 60_000 });
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/Stopped\.\n$/) });
    expect(readdirSync(folder)).toEqual([`${FILE}.part`]);
    const listed = await run(['list', '--json'], { WEIGHTS_DIR: folder });
    expect(JSON.parse(listed.stdout)).toMatchObject({
      weights: [{ state: 'partly', present: 1_000_000 }, {}],
    });
  });

  it.skipIf(!existsSync(REAL))('fetches the real SqueezeNet (where ../shared/weights has it)', async () => {
    const environment = { WEIGHTS_DIR: join(temporaryFolder(), 'weights'), WEIGHTS_MIRROR: REAL };
    const fetched = await run(['fetch', 'squeezenet', '--json'], environment);
    expect(JSON.parse(fetched.stdout)).toEqual({
      fetched: [{ name: 'squeezenet', outcome: 'fetched', path: join(environment.WEIGHTS_DIR, FILE) }],
    });
    expect((await run(['fetch', 'squeezenet'], environment)).stdout).toMatch(/already here and whole/);
    expect((await run(['verify'], environment)).stdout).toMatch(/^✓ squeezenet/);
  });
});

describe('gramarye weights verify', () => {
  it('has nothing to say where there are none, and misses those that are named', async () => {
    const folder = temporaryFolder();
    const none = await run(['verify'], { WEIGHTS_DIR: folder });
    expect([none.code, none.stdout]).toEqual([0, expect.stringContaining(`no weights in ${folder}`)]);
    const named = await run(['verify', 'vgg19', '--json'], { WEIGHTS_DIR: folder });
    expect(named.code).toBe(1);
    expect(JSON.parse(named.stdout)).toMatchObject({
      well: false,
      verified: [{ name: 'vgg19', file: null, problem: expect.stringContaining('weights fetch vgg19') }],
    });
  });

  it('reads files of one’s own as the network, and tells another network’s', async () => {
    const folder = temporaryFolder();
    const table = convolutionsOf(SQUEEZENET);
    await writeKerasFile(join(folder, 'squeezenet.h5'), table, randomWeights(table), 'nested');
    copyFileSync(join(folder, 'squeezenet.h5'), join(folder, 'vgg19.h5'));
    mkdirSync(join(folder, FILE));
    const { code, stdout } = await run(['verify'], { WEIGHTS_DIR: folder });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✓ squeezenet/m);
    expect(stdout).toMatch(
      /^✗ vgg19 .*no layer “block1_conv1”, so it is of another network\. Replace or remove your own file vgg19\.h5/m,
    );
  });

  it('tells a file that is cut off or damaged', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, FILE), Buffer.alloc(1000));
    expect((await run(['verify'], { WEIGHTS_DIR: folder })).stdout).toMatch(
      /✗ squeezenet .*cut off: 1,000 of 3,002,560 bytes\. Fetch it anew/,
    );
    writeFileSync(join(folder, FILE), Buffer.alloc(BYTES));
    expect((await run(['verify'], { WEIGHTS_DIR: folder })).stdout).toMatch(/damaged: its SHA-256 is/);
  });
});
