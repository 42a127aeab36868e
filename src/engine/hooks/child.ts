import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type HookAnswer, hookTaskSchema } from './protocol.js';

/*
 * The process in which one hook of a preset runs, in a thread of its own, so that this one can watch it: it ends with
 * whoever asked for it, when the time is over, and when it holds too much memory, whatever the hook is doing.
 */

const LOOK_MS = 50;

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const [raw] = await once(process, 'message');
const task = hookTaskSchema.parse(raw);
const begin = performance.now();
const watch = setInterval(() => {
  if (performance.now() - begin > task.limits.ms) {
    answer({ op: 'failed', fault: 'time', message: `it took longer than ${task.limits.ms / 1000} s` });
  } else if (process.memoryUsage.rss() > task.limits.memory) {
    const most = Math.round(task.limits.memory / 1024 ** 2);
    answer({ op: 'failed', fault: 'memory', message: `it took more than ${most} MB of memory` });
  }
}, LOOK_MS);

const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: task, env: {} });
worker.on('message', (message: HookAnswer) => answer(message));
worker.on('error', (error) =>
  answer({ op: 'failed', fault: 'threw', message: error.stack ?? error.message }),
);
worker.on('exit', () => answer({ op: 'failed', fault: 'threw', message: 'it ended its own thread' }));

/** The first answer is the only one: once it is sent, this process is gone. */
function answer(message: HookAnswer): void {
  clearInterval(watch);
  process.send?.(message, () => process.kill(process.pid, 'SIGKILL'));
}
