import { backendContender } from './contenders/backend.js';
import { bareConvContender } from './contenders/bare-conv.js';
import { handBuiltContender } from './contenders/hand-built.js';
import { wasmContender } from './contenders/wasm.js';
import { writeNumbers } from './exchange.js';
import type { Contender, Reply, Request, Task } from './messages.js';

/** One contender in a process of its own, so that its memory is its own. */
function create(task: Task): Promise<Contender> {
  switch (task.contender) {
    case 'backend':
      return backendContender(task);
    case 'hand-built':
      return handBuiltContender(task);
    case 'bare-conv':
      return bareConvContender(task);
    case 'wasm':
      return wasmContender(task);
    case 'pytorch':
      throw new Error('PyTorch is not run from here');
  }
}

let contender: Contender | null = null;
let lastGradient: Float32Array | undefined;

async function answer(request: Request): Promise<Reply> {
  if (request.op === 'prepare') {
    const start = performance.now();
    contender = await create(request.task);
    return { op: 'ready', seconds: (performance.now() - start) / 1000 };
  }
  if (contender === null) throw new Error('not prepared');
  if (request.op === 'save') {
    if (lastGradient === undefined) throw new Error('there is no gradient');
    await writeNumbers(request.file, lastGradient);
    return { op: 'saved' };
  }
  const before = process.cpuUsage();
  const { seconds, results } = await contender.evaluate();
  const used = process.cpuUsage(before);
  const [loss, gradient] = results;
  lastGradient = gradient;
  return {
    op: 'evaluated',
    seconds,
    cpuSeconds: (used.user + used.system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    loss: loss?.[0] ?? null,
    gradientNorm: gradient === undefined ? null : Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0)),
  };
}

process.on('message', (request: Request) => {
  answer(request).then(
    (reply) => process.send?.(reply),
    (thrown: unknown) => process.send?.({ op: 'failed', problem: String(thrown) } satisfies Reply),
  );
});
process.on('disconnect', () => process.exit(0));
