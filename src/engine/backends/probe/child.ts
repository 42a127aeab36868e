import { once } from 'node:events';
import { createTested } from '../create.js';
import { measureSpeed } from '../speed.js';
import { type ProbeResult, probeRequestSchema } from './messages.js';

/*
 * The process that tries one backend on one device, so that a driver that crashes, hangs or prints does it here.
 * It is told what to try, tells what it found, and waits to be ended.
 */

// SIGKILL, since the tidy ways run destructors of native libraries that may be in the middle of something.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const [first] = await once(process, 'message');
const { threads, ...candidate } = probeRequestSchema.parse(first);
const milliseconds = () => Math.round(performance.now());
let result: ProbeResult;
try {
  const backend = await createTested(candidate, { threads });
  const passedAfter = milliseconds();
  result = { outcome: 'passed', gigaflops: await measureSpeed(backend), milliseconds: passedAfter };
} catch (thrown) {
  const problem = thrown instanceof Error ? thrown.message : String(thrown);
  result = { outcome: 'failed', problem, milliseconds: milliseconds() };
}
process.send?.(result);
