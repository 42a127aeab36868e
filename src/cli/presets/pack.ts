import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../errors.js';
import { MANIFEST_FILE } from '../../presets/manifest-file.js';
import { PACKAGE_PRESETS, packageNamespace, SERVER_NAMESPACE } from '../../presets/packages.js';
import { MAX_NAME, type Preset } from '../../presets/preset.js';
import type { Context } from '../context.js';
import { requireNamed } from './named.js';

interface PackOptions {
  readonly package?: string;
  readonly packageVersion: string;
  readonly out?: string;
}

const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const VERSION = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;
/** Beside what the manifest names: code that hooks import, what people read. */
const TAKEN = /\.(?:js|mjs|cjs|json|wasm|md|txt)$|^(?:licen[cs]e|readme|preview\.webp)/i;

const EXPLANATION = `
The package is for npm: install it with  npm install --prefix PRESETS_DIR FILE.tgz  and name it in PRESET_PACKAGES.
Its presets are then called by the package's name (without gramarye-presets-), a slash, and their own.`;

/** `gramarye presets pack`: an npm package of presets. */
export function registerPack(presets: Command, makeContext: () => Promise<Context>): void {
  presets
    .command('pack')
    .description('make an npm package (.tgz) of one or more presets')
    .argument('<name...>', 'presets by name, or folders that hold a preset.json')
    .option('--package <name>', 'of the package (default: gramarye-presets-NAME)')
    .option('--package-version <version>', 'of the package', '1.0.0')
    .option('--out <folder>', 'where it goes (default: here)')
    .addHelpText('after', EXPLANATION)
    .action(async (names: string[], options: PackOptions) => {
      const context = await makeContext();
      const chosen = await Promise.all(names.map((name) => requireNamed(name, context)));
      const packageName = nameFor(chosen, options);
      const out = resolve(context.workingFolder, options.out ?? '.');
      await mkdir(out, { recursive: true });
      console.log(await pack(chosen, { packageName, version: options.packageVersion, out }));
    });
}

/** The package's name. Throws OPTION_INVALID for names that npm or Discord would not take. */
function nameFor(chosen: readonly Preset[], options: PackOptions): string {
  const refuse = (option: string, problem: string) => new AppError('OPTION_INVALID', { option, problem });
  if (!VERSION.test(options.packageVersion)) {
    throw refuse('--package-version', 'give three numbers, as in 1.0.0.');
  }
  const [first] = chosen;
  if (options.package === undefined && chosen.length > 1) {
    throw refuse('--package', 'name the package that these presets are to be in.');
  }
  const name = options.package ?? `gramarye-presets-${bareName(first)}`;
  if (!PACKAGE_NAME.test(name)) throw refuse('--package', `npm takes no package called “${name}”.`);
  if (packageNamespace(name) === SERVER_NAMESPACE) {
    throw refuse(
      '--package',
      `“${SERVER_NAMESPACE}/…” is what a Discord server’s own presets are called; choose another name.`,
    );
  }
  for (const preset of chosen) {
    const whole = `${packageNamespace(name)}/${bareName(preset)}`;
    if (whole.length > MAX_NAME) {
      const problem = `“${whole}” would have ${whole.length} characters, and the most is ${MAX_NAME}; choose a shorter name.`;
      throw refuse('--package', problem);
    }
  }
  return name;
}

/** Stages the package and has npm pack it. The path of what it made. */
async function pack(
  chosen: readonly Preset[],
  { packageName, version, out }: { packageName: string; version: string; out: string },
): Promise<string> {
  const stage = await mkdtemp(join(tmpdir(), 'gramarye-pack-'));
  try {
    for (const preset of chosen) await copyPreset(preset, join(stage, PACKAGE_PRESETS, bareName(preset)));
    const licenses = [...new Set(chosen.map(({ manifest }) => manifest.license))];
    const json = {
      name: packageName,
      version,
      description: `Presets for Gramarye: ${chosen.map(({ manifest }) => manifest.title).join(', ')}`,
      keywords: ['gramarye-presets'],
      license: licenses.length === 1 ? licenses[0] : `(${licenses.join(' AND ')})`,
      author: chosen[0]?.manifest.author,
      type: 'module',
      gramarye: { presets: PACKAGE_PRESETS },
      files: [PACKAGE_PRESETS],
    };
    await writeFile(join(stage, 'package.json'), `${JSON.stringify(json, null, 2)}\n`);
    await writeFile(join(stage, 'README.md'), readmeOf(packageName, chosen));
    return join(out, await npmPack(stage, out));
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

async function copyPreset({ folder, manifest }: Preset, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const named = new Set([...manifest.styles.map(({ file }) => file), manifest.network?.file]);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const from = join(folder, entry.name);
    // Folders are code's: hooks import from them.
    if (entry.isDirectory() && manifest.hooks !== undefined && entry.name !== 'node_modules') {
      await cp(from, join(to, entry.name), { recursive: true });
    } else if (entry.name !== MANIFEST_FILE && (named.has(entry.name) || TAKEN.test(entry.name))) {
      await cp(from, join(to, entry.name), { dereference: true });
    }
  }
  // As its author wrote it, but for the schema, which lies elsewhere on another machine.
  const text = (await readFile(join(folder, MANIFEST_FILE), 'utf8')).replace(/^\uFEFF/, '');
  const { $schema: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
  await writeFile(join(to, MANIFEST_FILE), `${JSON.stringify(rest, null, 2)}\n`);
}

/** Its own name, without a package's it may have come in. */
function bareName(preset: Preset | undefined): string {
  return preset?.manifest.name.split('/').at(-1) ?? '';
}

function readmeOf(packageName: string, chosen: readonly Preset[]): string {
  const list = chosen.map(({ manifest }) => `- **${manifest.title}**: ${manifest.description}`).join('\n');
  return `# ${packageName}\n\nPresets for Gramarye.\n\n${list}\n\n    npm install --prefix PRESETS_DIR ${packageName}\n\nand name it in \`PRESET_PACKAGES\`.\n`;
}

/** npm knows best what a package is. Answers the file's name. */
async function npmPack(stage: string, out: string): Promise<string> {
  const [command, ...first] = await npmCommand();
  if (command === undefined) throw new Error('no npm');
  const args = [...first, 'pack', '--json', '--ignore-scripts', '--pack-destination', out];
  const child = spawn(command, args, { cwd: stage, stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, complained] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    complained += text.toString();
  });
  const code = await once(child, 'close').then(
    ([ended]) => ended as number | null,
    (error: unknown) => {
      throw new AppError(
        'PRESET_PACK',
        { problem: 'npm cannot be started. It comes with Node.' },
        { cause: error },
      );
    },
  );
  const name = code === 0 ? /"filename": "([^"]+)"/.exec(said)?.[1] : undefined;
  if (name === undefined) {
    throw new AppError('PRESET_PACK', { problem: complained.trim() || `npm ended with ${code}.` });
  }
  // Some versions of npm say a scoped package's name here, which is not its file's.
  return basename(name.replace(/^@/, '').replaceAll('/', '-'));
}

/** The npm that came with this Node, else whatever is called npm. */
async function npmCommand(): Promise<string[]> {
  const beside = [
    join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
    join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  for (const path of beside) {
    if ((await stat(path).catch(() => null))?.isFile()) {
      return [process.execPath, path];
    }
  }
  return ['npm'];
}
