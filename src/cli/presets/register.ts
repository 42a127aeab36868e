import type { Command } from 'commander';
import type { Context } from '../context.js';
import { registerCheck } from './check.js';
import { registerFetch } from './fetch.js';
import { registerList } from './list.js';
import { registerNew } from './new.js';
import { registerPack } from './pack.js';
import { registerPreview } from './preview.js';

/** `gramarye presets`: the tools for those who make presets, and for those who install them. */
export function registerPresets(program: Command, makeContext: () => Promise<Context>): void {
  const presets = program
    .command('presets')
    .description('list, check, make, preview, pack and fetch presets (docs/presets.md)');
  registerList(presets, makeContext);
  registerCheck(presets, makeContext);
  registerNew(presets, makeContext);
  registerPreview(presets, makeContext);
  registerPack(presets, makeContext);
  registerFetch(presets, makeContext);
}
