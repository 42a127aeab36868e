import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/support/slow-first.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Processes under test are spawned from dist/, so it is built once before anything runs.
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/support/bytes.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Tests wait for processes, timers and disks a third of their time: three files at once keep two cores busy. The
    // mathematics wants the whole machine, and more at once only make each slower.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
  },
});
