import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, as measured. Vitest begins with the largest where it knows no durations of an earlier run,
 * as in a fresh clone; some of these are short, and would be begun last, when the other cores have nothing to do any more.
 */
const SLOW = [
  'test/engine/engine.test.ts',
  'test/cli/gramarye.test.ts',
  'test/playground/browser.test.ts',
  'test/bot/crowd.test.ts',
  'test/bot/restart.test.ts',
  'test/engine/backends/contract.test.ts',
  'test/cli/presets.test.ts',
  'test/bot/commands.test.ts',
  'test/e2e/presets.test.ts',
  'test/e2e/stylize.test.ts',
  'test/engine/webgpu.test.ts',
  'test/fuzz/pictures.test.ts',
  'test/cli/train.test.ts',
  'test/bot/discord.test.ts',
  'test/supervisor/supervisor.test.ts',
  'test/smoke/smoke.test.ts',
];

/** Begins with the slow files; the others follow in Vitest's own order. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const slow = SLOW.flatMap((name) => sorted.filter(({ moduleId }) => moduleId.endsWith(`/${name}`)));
    return [...slow, ...sorted.filter((file) => !slow.includes(file))];
  }
}
