import { createOnnxRuntimeBackend } from '../../src/engine/backends/onnxruntime/create.js';
import { FastPainter } from '../../src/engine/fast/fast-painter.js';
import { isFormName, networkForm } from '../../src/engine/fast/form.js';
import { initialParameters } from '../../src/engine/fast/parameters.js';
import { peakMemoryOf } from '../support/memory.js';
import { testPhoto } from './photo.js';

/*
 * Paints one picture again and again with one form of network, in a process of its own, so that its peak memory is that
 * of painting; prints one object. Arguments: form, side, runs.
 */

const [form, side, runs] = process.argv.slice(2);
if (!isFormName(form)) throw new Error(`no form “${form}”`);
const network = { form: networkForm(form), parameters: initialParameters(networkForm(form), 1) };
const backend = await createOnnxRuntimeBackend();
const painter = new FastPainter(network, backend);
const photo = testPhoto(Number(side));
const seconds: number[] = [];
let change = Number.NaN;
for (let i = 0; i <= Number(runs); i++) {
  const start = performance.now();
  const painted = await painter.paint(photo, { strength: 1 });
  seconds.push((performance.now() - start) / 1000);
  change = meanChange(painted.data);
}
const [first, ...rest] = seconds;
console.log(JSON.stringify({ change, first, seconds: rest, peakBytes: await peakMemoryOf(process.pid) }));
painter.dispose();
await backend.dispose();

/** By how much a value was changed on average: whether two implementations paint the same. */
function meanChange(painted: Float32Array): number {
  return painted.reduce((sum, value, i) => sum + Math.abs(value - (photo.data[i] ?? 0)), 0) / painted.length;
}
