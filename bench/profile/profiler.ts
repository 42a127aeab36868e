import { Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Profiled {
  readonly seconds: number;
  /** Main-thread time of this project's files outside the backend, largest first, and of what is not ours. */
  readonly byFile: readonly { readonly what: string; readonly seconds: number }[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs `work` under V8's sampling profiler. */
export async function profiled(work: () => Promise<void>): Promise<Profiled> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  const begin = performance.now();
  await work();
  const seconds = (performance.now() - begin) / 1000;
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();

  const own = new Map<number, number>();
  for (const [i, id] of (profile.samples ?? []).entries()) {
    own.set(id, (own.get(id) ?? 0) + (profile.timeDeltas?.[i] ?? 0) / 1e6);
  }
  const byFile = new Map<string, number>();
  for (const { id, callFrame } of profile.nodes) {
    const what = labelOf(callFrame.url, callFrame.functionName);
    byFile.set(what, (byFile.get(what) ?? 0) + (own.get(id) ?? 0));
  }
  return {
    seconds,
    byFile: [...byFile]
      .map(([what, spent]) => ({ what, seconds: spent }))
      .sort((a, b) => b.seconds - a.seconds),
  };
}

function labelOf(url: string, functionName: string): string {
  if (url.includes('/node_modules/')) return `package ${/node_modules\/((@[^/]+\/)?[^/]+)/.exec(url)?.[1]}`;
  if (url.startsWith('file:')) return relative(ROOT, fileURLToPath(url));
  return url === '' ? functionName : 'Node.js';
}
