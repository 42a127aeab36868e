import { createRequire } from 'node:module';

/* The part of Jasmine that is used here; the package brings no types. */

export interface SpecResult {
  readonly fullName: string;
  readonly status: 'passed' | 'failed' | 'pending' | 'excluded';
  readonly failedExpectations: readonly { readonly message: string }[];
}

export interface Reporter {
  specStarted?(spec: SpecResult): void;
  specDone?(spec: SpecResult): void;
  suiteDone?(suite: SpecResult): void;
}

interface Environment {
  configure(options: {
    readonly random: boolean;
    readonly forbidDuplicateNames: boolean;
    readonly specFilter: (spec: { getFullName(): string }) => boolean;
  }): void;
  addReporter(reporter: Reporter): void;
  execute(): Promise<{ readonly overallStatus: string }>;
}

/** Starts Jasmine with its functions as globals, as TensorFlow.js's tests take them. */
export function startJasmine(): Environment {
  const core: { boot(): { getEnv(): Environment } } = createRequire(import.meta.url)('jasmine-core');
  const jasmine = core.boot();
  return jasmine.getEnv();
}
