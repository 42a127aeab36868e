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

export interface Jasmine {
  /** Milliseconds that one test may take. */
  DEFAULT_TIMEOUT_INTERVAL: number;
  getEnv(): Environment;
}

/** Starts Jasmine with its functions as globals, as TensorFlow.js's tests take them. */
export function startJasmine(): Jasmine {
  const core: { boot(): Jasmine } = createRequire(import.meta.url)('jasmine-core');
  return core.boot();
}
