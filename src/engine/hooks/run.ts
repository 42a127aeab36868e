import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type HookAnswer, type HookTask, hookAnswerSchema } from './protocol.js';

const PROGRAM = fileURLToPath(new URL('./child.js', import.meta.url));
/** What the process that runs the hook may take to start and to end, beside the hook's own time. */
const MARGIN_MS = 10_000;

/**
 * Runs one hook in a process of its own and answers what came of it; whatever the hook does, this does not throw.
 * The process gets none of our environment: there are secrets in it.
 *
 * @param program that process's; only tests have it from elsewhere.
 */
export function runHook(task: HookTask, program = PROGRAM): Promise<HookAnswer> {
  return new Promise((resolve) => {
    const child = fork(program, [], { execArgv: [], env: {}, stdio: ['ignore', 2, 2, 'ipc'] });
    const settle = (answer: HookAnswer): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(answer);
    };
    const died = (message: string): void => settle({ op: 'failed', fault: 'threw', message });
    const timer = setTimeout(() => {
      settle({ op: 'failed', fault: 'time', message: 'its process did not answer' });
    }, task.limits.ms + MARGIN_MS);
    child.once('error', (error) => died(error.message));
    child.once('exit', (code, signal) => died(`its process ended (${signal ?? `exit code ${code}`})`));
    child.once('message', (raw) => {
      const answer = hookAnswerSchema.safeParse(raw);
      if (answer.success) settle(answer.data);
      else died('its process said something unknown');
    });
    child.send(task, () => {});
  });
}
