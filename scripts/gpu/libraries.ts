import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

/** What the CUDA part of ONNX Runtime loads besides NVIDIA's driver: CUDA 12 and cuDNN 9. */
const NEEDED = [
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcufft.so.11',
  'libcurand.so.10',
  'libcudnn.so.9',
] as const;

/** Which of NVIDIA's libraries the loader would not find here. */
export function missingLibraries(environment: NodeJS.ProcessEnv): string[] {
  const folders = (environment.LD_LIBRARY_PATH ?? '').split(':').filter((folder) => folder !== '');
  const found = new Set([...cached(), ...folders.flatMap(namesIn)]);
  return NEEDED.filter((name) => !found.has(name));
}

/** Names that the system's loader knows (`ldconfig -p`). */
function cached(): string[] {
  for (const program of ['/sbin/ldconfig', 'ldconfig']) {
    try {
      const printed = execFileSync(program, ['-p'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return [...printed.matchAll(/^\s*(\S+) \(/gm)].flatMap(([, name]) => name ?? []);
    } catch {
      // Not there, or not to be run: the next.
    }
  }
  return [];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
