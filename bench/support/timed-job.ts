import type { Lab, Painted } from '../../src/engine/lab.js';
import type { Task } from '../../src/engine/protocol.js';

export interface TimedJob {
  readonly painted: Painted;
  /** From the task to the first preview; null where there was none. */
  readonly firstPreviewSeconds: number | null;
  /** From the task to the finished PNG. */
  readonly seconds: number;
}

/** One whole job by a child that is up. */
export async function timedJob(lab: Lab, task: Task): Promise<TimedJob> {
  const begin = performance.now();
  const since = (): number => (performance.now() - begin) / 1000;
  let firstPreviewSeconds: number | null = null;
  const painted = await lab.paint(task, {
    progress({ preview }) {
      if (preview !== null) firstPreviewSeconds ??= since();
    },
  });
  return { painted, firstPreviewSeconds, seconds: since() };
}
