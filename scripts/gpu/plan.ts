import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../src/errors.js';

/** One library: where it is in the package, and where onnxruntime-node looks for it. */
export interface PlannedFile {
  readonly inPackage: string;
  readonly target: string;
  readonly present: boolean;
}

/** What the CUDA part of the installed onnxruntime-node consists of, and where it is to be had. */
export interface Plan {
  readonly onnxruntime: string;
  /** Address of a NuGet service index. */
  readonly feed: string;
  readonly package: string;
  readonly version: string;
  readonly files: readonly PlannedFile[];
}

/** Of `onnxruntime-node/script/install-metadata.js`, what is needed here. */
const metadataSchema = z.object({
  requirements: z.record(z.string(), z.array(z.string())),
  manifests: z.record(z.string(), z.record(z.string(), z.object({ package: z.string(), path: z.string() }))),
  packages: z.record(
    z.string(),
    z.object({
      name: z.string(),
      versions: z.array(z.object({ feed: z.string(), version: z.string() })).min(1),
    }),
  ),
  feeds: z.record(z.string(), z.object({ type: z.string(), index: z.string() })),
});

/** TensorRT is another runtime of NVIDIA's, which nothing here uses; its part needs libraries of its own. */
const UNUSED = /tensorrt/;

/**
 * Reads from the installed onnxruntime-node itself what its CUDA part is. Null where its maker has none for this
 * platform. Throws GPU_INSTALL when the package is absent or is laid out as none that is known.
 * @param folder of the package; only tests have another.
 */
export function planInstall(
  platform = `${process.platform}/${process.arch}`,
  folder = packageFolder(),
): Plan | null {
  const require = createRequire(join(folder, 'package.json'));
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const parsed = metadataSchema.safeParse(load(() => require('./script/install-metadata.js')));
  if (!parsed.success) {
    throw new AppError('GPU_INSTALL', {
      problem: `onnxruntime-node ${version} does not say where its CUDA part is. Please report this.`,
    });
  }
  const { requirements, manifests, packages, feeds } = parsed.data;
  const name = requirements[platform]?.find((requirement) => /^cuda\d+$/.test(requirement));
  const manifest = manifests[`${platform}:${name}`];
  if (manifest === undefined) return null;
  const wanted = Object.entries(manifest).filter(([file]) => !UNUSED.test(file));
  const origin = packages[wanted[0]?.[1].package ?? ''];
  const chosen = origin?.versions[0];
  const feed = feeds[chosen?.feed ?? ''];
  if (origin === undefined || chosen === undefined || feed?.type !== 'nuget') {
    throw new AppError('GPU_INSTALL', {
      problem: `onnxruntime-node ${version} names no NuGet package for ${platform}. Please report this.`,
    });
  }
  const bin = join(folder, 'bin', 'napi-v6', platform);
  return {
    onnxruntime: version,
    feed: feed.index,
    package: origin.name,
    version: chosen.version,
    files: wanted.map(([file, { path }]) => {
      const target = inside(bin, file);
      return { inPackage: path, target, present: existsSync(target) };
    }),
  };
}

function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  } catch (cause) {
    throw new AppError('GPU_INSTALL', { problem: 'onnxruntime-node is not installed: npm ci' }, { cause });
  }
}

function load(module: () => unknown): unknown {
  try {
    return module();
  } catch {
    return null;
  }
}

function inside(folder: string, file: string): string {
  const path = resolve(folder, file);
  if (path.startsWith(folder + sep)) return path;
  throw new AppError('GPU_INSTALL', { problem: `${file} would lie outside of onnxruntime-node.` });
}
