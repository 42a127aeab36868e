import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { describe, expect, it, onTestFinished } from 'vitest';
import { install } from '../../scripts/gpu/install.js';
import { type Plan, planInstall } from '../../scripts/gpu/plan.js';
import { type ProxySettings, proxyFor, proxySettings } from '../../scripts/gpu/proxy.js';
import { extractEntry, readZip } from '../../scripts/gpu/zip.js';
import { temporaryFolder } from '../jobs/fixtures.js';

const DIRECT: ProxySettings = { https: null, http: null, direct: [] };
const CUDA = Buffer.from('the CUDA provider '.repeat(50_000));
const SHARED = Buffer.from('the shared part');

async function listen(handler: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** A package of the real one's layout, small. */
function nupkg(): Buffer {
  return Buffer.from(
    zipSync({
      'Microsoft.ML.OnnxRuntime.Gpu.Linux.nuspec': Buffer.from('<package/>'),
      'runtimes/linux-x64/native/libonnxruntime_providers_cuda.so': CUDA,
      'runtimes/linux-x64/native/libonnxruntime_providers_shared.so': [SHARED, { level: 0 }],
      'runtimes/linux-x64/native/libonnxruntime_providers_tensorrt.so': Buffer.from('not wanted'),
    }),
  );
}

interface Feed {
  readonly index: string;
  readonly asked: string[];
}

/** A NuGet server as api.nuget.org is laid out. */
async function feed(
  options: { body?: Buffer; digest?: string | null; serve?: RequestListener; versions?: string[] } = {},
): Promise<Feed> {
  const { body = nupkg(), versions = ['1.29.0', '1.30.0'] } = options;
  const asked: string[] = [];
  const { url } = await listen((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const json = (value: unknown) => response.end(JSON.stringify(value));
    if (path === '/v3/index.json') {
      json({
        resources: [
          { '@id': `${url}/flat/`, '@type': 'PackageBaseAddress/3.0.0' },
          { '@id': `${url}/registration/`, '@type': 'RegistrationsBaseUrl' },
        ],
      });
    } else if (path === '/flat/some.package/index.json') {
      json({ versions });
    } else if (path === '/registration/some.package/1.30.0.json' && options.digest !== null) {
      json({ catalogEntry: `${url}/catalog/1.json` });
    } else if (path === '/catalog/1.json') {
      json({
        packageHash: options.digest ?? createHash('sha512').update(body).digest('base64'),
        packageHashAlgorithm: 'SHA512',
        packageSize: body.length,
      });
    } else if (path.endsWith('.nupkg') && options.serve !== undefined) {
      options.serve(request, response);
    } else if (path === '/flat/some.package/1.30.0/some.package.1.30.0.nupkg') {
      response.writeHead(302, { location: '/elsewhere/package' }).end();
    } else if (path === '/elsewhere/package') {
      response.end(body);
    } else {
      response.writeHead(404).end();
    }
  });
  return { index: `${url}/v3/index.json`, asked };
}

/** A folder with the layout of onnxruntime-node, as far as its CUDA part is concerned. */
function onnxruntimeNode(): string {
  const folder = join(temporaryFolder(), 'onnxruntime-node');
  mkdirSync(join(folder, 'script'), { recursive: true });
  mkdirSync(join(folder, 'bin/napi-v6/linux/x64'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '1.30.0' }));
  const manifest = (name: string) => ({
    [`./${name}`]: { package: 'p', path: `runtimes/linux-x64/native/${name}` },
  });
  writeFileSync(
    join(folder, 'script/install-metadata.js'),
    `module.exports = ${JSON.stringify({
      requirements: { 'linux/x64': ['cuda12'], 'darwin/arm64': [] },
      manifests: {
        'linux/x64:cuda12': {
          ...manifest('libonnxruntime_providers_cuda.so'),
          ...manifest('libonnxruntime_providers_shared.so'),
          ...manifest('libonnxruntime_providers_tensorrt.so'),
        },
      },
      packages: { p: { name: 'Some.Package', versions: [{ feed: 'nuget', version: '1.30.0' }] } },
      feeds: { nuget: { type: 'nuget', index: 'http://127.0.0.1:1/v3/index.json' } },
    })}`,
  );
  return folder;
}

function planned(feed: string): { plan: Plan; bin: string } {
  const plan = planInstall('linux/x64', onnxruntimeNode());
  if (plan === null) throw new Error('no plan');
  return { plan: { ...plan, feed }, bin: dirname(plan.files[0]?.target ?? '') };
}

const run = (plan: Plan, proxies = DIRECT, silenceMs = 5000) => {
  const said: string[] = [];
  return install(plan, { proxies, silenceMs, say: (line) => said.push(line) }).then(() => said);
};

describe('what would be fetched', () => {
  it('is read from the installed onnxruntime-node, without TensorRT', () => {
    const real = planInstall('linux/x64');
    expect(real?.package).toBe('Microsoft.ML.OnnxRuntime.Gpu.Linux');
    expect(real?.version).toBe(real?.onnxruntime);
    expect(real?.feed).toBe('https://api.nuget.org/v3/index.json');
    expect(real?.files.map(({ target }) => target.split('/').at(-1))).toEqual([
      'libonnxruntime_providers_cuda.so',
      'libonnxruntime_providers_shared.so',
    ]);
    expect(planInstall('darwin/arm64')).toBeNull();
    expect(planInstall('win32/x64')).toBeNull();
  });

  it('is refused in words when the package says nothing of it, or points outside of itself', () => {
    const folder = onnxruntimeNode();
    const file = join(folder, 'script/install-metadata.js');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('./libonnx', '../../../../libonnx'));
    expect(() => planInstall('linux/x64', folder)).toThrow(/outside of onnxruntime-node/);
    const other = onnxruntimeNode();
    writeFileSync(join(other, 'script/install-metadata.js'), 'module.exports = {};');
    expect(() => planInstall('linux/x64', other)).toThrow(/does not say where its CUDA part is/);
  });
});

describe('npm run gpu:install', () => {
  it('puts the libraries in place, checked against the catalogue, and leaves nothing else', async () => {
    const { index, asked } = await feed();
    const { plan, bin } = planned(index);
    expect(await run(plan)).toEqual(['The package is the one that the server’s catalogue names (SHA-512).']);
    expect(readdirSync(bin).sort()).toEqual([
      'libonnxruntime_providers_cuda.so',
      'libonnxruntime_providers_shared.so',
    ]);
    expect(CUDA.equals(readFileSync(join(bin, 'libonnxruntime_providers_cuda.so')))).toBe(true);
    expect(readFileSync(join(bin, 'libonnxruntime_providers_shared.so')).equals(SHARED)).toBe(true);
    expect(asked).toContain('/elsewhere/package');
  });

  it('works with a server that keeps no catalogue, and says so', async () => {
    const { plan } = planned((await feed({ digest: null })).index);
    expect((await run(plan)).join()).toMatch(/tells no digest/);
  });

  /** What is said when it goes wrong; what was there before must be there still. */
  async function refused(given: Feed | string, proxies = DIRECT, silenceMs = 5000): Promise<string> {
    const { plan, bin } = planned(typeof given === 'string' ? given : given.index);
    const old = join(bin, 'libonnxruntime_providers_cuda.so');
    writeFileSync(old, 'the old one');
    const error: unknown = await run(plan, proxies, silenceMs).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'GPU_INSTALL' });
    expect(readdirSync(bin)).toEqual(['libonnxruntime_providers_cuda.so']);
    expect(readFileSync(old, 'utf8')).toBe('the old one');
    return error instanceof Error ? error.message : '';
  }

  it('says clearly that there is no connection', async () => {
    expect(await refused('http://127.0.0.1:1/v3/index.json')).toMatch(
      /127\.0\.0\.1:1 could not be reached \(.*ECONNREFUSED.*\)\. .*npm config set https-proxy/,
    );
  });

  it('refuses a package that is not the catalogue’s, that is damaged, or that lacks a library', async () => {
    expect(await refused(await feed({ digest: 'AAAA' }))).toMatch(/SHA-512 differs\)\. Nothing was changed/);
    const flipped = nupkg();
    const at = flipped.indexOf('the shared part');
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    expect(await refused(await feed({ body: flipped }))).toMatch(/_shared\.so is damaged/);
    const half = nupkg().subarray(0, 2000);
    expect(await refused(await feed({ body: half }))).toMatch(/not a ZIP file, or was cut off/);
    const empty = Buffer.from(zipSync({ 'a.txt': Buffer.from('a') }));
    expect(await refused(await feed({ body: empty }))).toMatch(/has no runtimes\/linux-x64\/native/);
  });

  it('notices a server that breaks off, goes silent, sends too much, or has not got it', async () => {
    const body = nupkg();
    const broken = await feed({
      serve: (_, response) => {
        response.writeHead(200, { 'content-length': body.length });
        response.write(body.subarray(0, 1000), () => response.destroy());
      },
    });
    expect(await refused(broken)).toMatch(/could not be reached/);
    const short = await feed({ serve: (_, response) => response.end(body.subarray(0, 1000)) });
    expect(await refused(short)).toMatch(/the download broke off/);
    const silent = await feed({
      serve: (_, response) => {
        response.writeHead(200);
        response.write(body.subarray(0, 1000));
      },
    });
    expect(await refused(silent, DIRECT, 300)).toMatch(/could not be reached \(.*\)/);
    const long = await feed({ serve: (_, response) => response.end(Buffer.concat([body, body])) });
    expect(await refused(long)).toMatch(/sends more than it said/);
    expect(await refused(await feed({ versions: ['1.29.0'] }))).toMatch(/1\.30\.0 is not to be had from/);
    expect(await refused(await feed({ serve: (_, response) => response.writeHead(500).end() }))).toMatch(
      /answered 500/,
    );
  });

  it('goes through a proxy, as npm does', async () => {
    const { index, asked } = await feed();
    const through: string[] = [];
    const proxy = await listen(async (request, response) => {
      through.push(`${request.url} ${request.headers['proxy-authorization']}`);
      const answer = await fetch(request.url ?? '', { redirect: 'manual' });
      const location = answer.headers.get('location');
      response.writeHead(answer.status, location === null ? {} : { location });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    const { host } = new URL(proxy.url);
    const { plan } = planned(index);
    await run(plan, proxySettings({ npm_config_proxy: `http://ada:pass%20word@${host}` }));
    expect(through).toHaveLength(asked.length);
    expect(through[0]).toBe(`${index} Basic ${Buffer.from('ada:pass word').toString('base64')}`);
  });

  it('tells what it would do, without doing it, and how to use it', async () => {
    const main = fileURLToPath(new URL('../../scripts/gpu/main.ts', import.meta.url));
    const ended = (args: string[]) =>
      new Promise<string>((resolve, reject) => {
        const command = ['--import', 'tsx', main, ...args];
        execFile(process.execPath, command, (error, stdout) => (error ? reject(error) : resolve(stdout)));
      });
    const help = await ended(['--help']);
    for (const option of ['--dry-run', '--anyway', '--feed']) expect(help).toContain(option);
    const dry = await ended(['--dry-run', '--feed', 'http://127.0.0.1:1/']);
    expect(dry).toMatch(
      process.platform === 'linux' && process.arch === 'x64' ? /to fetch|there/ : /CUDA part/,
    );
  });
});

describe('proxies', () => {
  it('come from npm’s settings first, and leave out what is named', () => {
    const settings = proxySettings({
      npm_config_https_proxy: 'http://npm:1',
      HTTPS_PROXY: 'http://shell:2',
      http_proxy: 'http://plain:3',
      NO_PROXY: 'localhost, .example.com',
    });
    expect(proxyFor(new URL('https://api.nuget.org/'), settings)?.host).toBe('npm:1');
    expect(proxyFor(new URL('http://api.nuget.org/'), settings)?.host).toBe('plain:3');
    expect(proxyFor(new URL('https://a.example.com/'), settings)).toBeNull();
    expect(proxyFor(new URL('https://example.com.evil.org/'), settings)?.host).toBe('npm:1');
    expect(proxyFor(new URL('https://x.org/'), proxySettings({ npm_config_https_proxy: 'null' }))).toBeNull();
  });
});

describe('ZIP files', () => {
  it('give single files, packed or stored or empty', async () => {
    const file = join(temporaryFolder(), 'a.zip');
    writeFileSync(
      file,
      zipSync({ 'big.bin': CUDA, 'stored.bin': [SHARED, { level: 0 }], 'empty.bin': new Uint8Array() }),
    );
    const entries = await readZip(file);
    expect(entries.map(({ name, size }) => [name, size])).toEqual([
      ['big.bin', CUDA.length],
      ['stored.bin', SHARED.length],
      ['empty.bin', 0],
    ]);
    for (const entry of entries) {
      const target = join(temporaryFolder(), entry.name);
      await extractEntry(file, entry, target);
      expect(readFileSync(target)).toHaveLength(entry.size);
    }
  });
});
