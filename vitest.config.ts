import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Processes under test are spawned from dist/, so it is built once before anything runs.
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/support/bytes.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The mathematics wants the whole machine: more test files at once only make each slower.
    maxWorkers: 2,
  },
});
