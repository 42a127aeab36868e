import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../../logger.js';
import type { Candidate } from '../create.js';
import { withLargePages } from '../large-pages.js';
import { type ProbeRequest, type ProbeResult, probeResultSchema } from './messages.js';

/** Finds out whether a candidate works here and how fast it is, without risk to this process. */
export interface Prober {
  probe(candidate: Candidate): Promise<ProbeResult>;
  /** What was found out of this candidate holds no more. */
  forget(candidate: Candidate): Promise<void>;
}

export interface ProbeOptions {
  readonly threads: number;
  readonly log: Log;
  /** A driver that takes longer hangs, and the probe is ended. CUDA compiles its kernels at the first use. */
  readonly timeoutMs?: number;
  /** The probe's program; only tests have another. */
  readonly program?: string;
}

const TIMEOUT_MS = 60_000;
const PROGRAM = fileURLToPath(new URL('./child.js', import.meta.url));
/** Of what the probe prints, the end is kept for the log. */
const PRINTED = 4000;

/** Probes in a child process each time it is asked. A crash, a hang and nonsense are failures like any other. */
export function createProber(options: ProbeOptions): Prober {
  return {
    probe: (candidate) => probeInChild(candidate, options),
    forget: async () => undefined,
  };
}

function probeInChild(candidate: Candidate, options: ProbeOptions): Promise<ProbeResult> {
  const { threads, log, timeoutMs = TIMEOUT_MS, program = PROGRAM } = options;
  const start = performance.now();
  // Native libraries print what they like to standard output and standard error; neither reaches a person unasked.
  const child = fork(program, [], {
    execArgv: [],
    env: withLargePages(process.env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-PRINTED);
    });
  }
  return new Promise((resolve) => {
    const settle = (result: ProbeResult): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      child.on('error', () => {});
      child.kill('SIGKILL');
      log.debug({ ...candidate, ...result, probe: child.pid, printed }, 'probed');
      resolve(result);
    };
    const fail = (problem: string): void =>
      settle({ outcome: 'failed', problem, milliseconds: Math.round(performance.now() - start) });
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) =>
      fail(`it ended its process (${signal === null ? `exit code ${code}` : signal})`),
    );
    child.once('message', (raw) => {
      const parsed = probeResultSchema.safeParse(raw);
      if (parsed.success) settle(parsed.data);
      else fail('the probe’s answer makes no sense');
    });
    child.send({ ...candidate, threads } satisfies ProbeRequest, () => {});
  });
}
