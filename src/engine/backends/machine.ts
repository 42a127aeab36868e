import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, release } from 'node:os';
import { dirname, join } from 'node:path';

/** What can be seen of a machine's GPUs and drivers without loading any of them. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** The system's version: drivers come and go with it. */
  readonly release: string;
  readonly node: string;
  readonly processor: string;
  readonly cores: number;
  /** Linux: `/dev/nvidia0` … */
  readonly nvidia: readonly string[];
  /** Linux: the version of NVIDIA's kernel module, or null. */
  readonly nvidiaDriver: string | null;
  /** Linux: `/dev/dri/renderD128` …, GPUs of every make. */
  readonly render: readonly string[];
  /** Windows' GPU inside its Linux subsystem. */
  readonly wsl: boolean;
  /** Linux: Vulkan drivers that are installed, each with its time of change. */
  readonly vulkanDrivers: readonly string[];
  /** Vulkan drivers named by the environment, which the loader then takes. */
  readonly vulkanOverride: string | null;
  readonly libraryPath: string | null;
  /** Version of onnxruntime-node. */
  readonly onnxruntime: string | null;
  /** The CUDA library of onnxruntime-node with size and time, once `npm run gpu:install` has fetched it. */
  readonly cudaProvider: string | null;
  /** Version of `@tensorflow/tfjs-node-gpu`, where the optional package is installed. */
  readonly tensorflow: string | null;
}

const require = createRequire(import.meta.url);
const VULKAN_FOLDERS = ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/etc/vulkan/icd.d'];

/**
 * Looks at this machine: a few files, no driver is loaded.
 * @param environment of the process: which Vulkan drivers and libraries its variables name.
 * @param root where `/dev`, `/sys`, `/usr` and `/etc` are; only tests have another.
 */
export function readMachine(environment: NodeJS.ProcessEnv, root = '/'): Machine {
  const at = (path: string): string => join(root, path);
  const onnxruntime = packageFile('onnxruntime-node');
  return {
    platform: process.platform,
    arch: process.arch,
    release: release(),
    node: process.version,
    processor: cpus()[0]?.model.trim() ?? '',
    cores: availableParallelism(),
    nvidia: names(at('/dev'), /^nvidia\d+$/),
    nvidiaDriver: text(at('/sys/module/nvidia/version')),
    render: names(at('/dev/dri'), /^renderD\d+$/),
    wsl: existsSync(at('/dev/dxg')),
    vulkanDrivers: VULKAN_FOLDERS.flatMap((folder) =>
      names(at(folder), /\.json$/).flatMap((name) => stamp(at(join(folder, name))) ?? []),
    ),
    vulkanOverride: environment.VK_DRIVER_FILES || environment.VK_ICD_FILENAMES || null,
    libraryPath: environment.LD_LIBRARY_PATH || null,
    onnxruntime: version(onnxruntime),
    cudaProvider:
      onnxruntime === null
        ? null
        : stamp(
            join(
              dirname(onnxruntime),
              `bin/napi-v6/${process.platform}/${process.arch}/libonnxruntime_providers_cuda.so`,
            ),
          ),
    tensorflow: version(packageFile('@tensorflow/tfjs-node-gpu')),
  };
}

/** The same for the same machine, drivers, packages and number of threads; another once any of them changes. */
export function fingerprint(machine: Machine, threads: number): string {
  return createHash('sha256').update(JSON.stringify({ machine, threads })).digest('hex').slice(0, 16);
}

/** Path of a package's package.json; null where the package is not installed. */
function packageFile(name: string): string | null {
  try {
    return require.resolve(`${name}/package.json`);
  } catch {
    return null;
  }
}

function version(packageJson: string | null): string | null {
  if (packageJson === null) return null;
  const { version } = JSON.parse(readFileSync(packageJson, 'utf8')) as { version?: unknown };
  return typeof version === 'string' ? version : 'unknown';
}

function names(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => pattern.test(name))
      .sort();
  } catch {
    return [];
  }
}

function text(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

function stamp(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : `${file} ${found.size} ${Math.floor(found.mtimeMs)}`;
}
