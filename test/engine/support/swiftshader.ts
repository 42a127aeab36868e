import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian's and Ubuntu's chromium packages have SwiftShader, a Vulkan driver that computes on the CPU. */
const FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser'];

/**
 * Variables that make a process's Vulkan take SwiftShader, its loader (`libvulkan.so.1`) included; null where it is not
 * installed. They must be set when the process starts.
 */
export const SWIFTSHADER: Readonly<Record<string, string>> | null = find();

function find(): Readonly<Record<string, string>> | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  for (const folder of FOLDERS) {
    const manifest = join(folder, 'vk_swiftshader_icd.json');
    if (!existsSync(manifest) || !existsSync(join(folder, 'libvulkan.so.1'))) continue;
    return { VK_DRIVER_FILES: manifest, VK_ICD_FILENAMES: manifest, LD_LIBRARY_PATH: folder };
  }
  return null;
}
