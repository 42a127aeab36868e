import { describeMachine, machine } from '../support/machine.js';
import { printTable } from '../support/table.js';
import type { Measured } from './measure.js';
import type { ContenderName, Peer } from './messages.js';
import type { Size } from './vgg19.js';

export interface Target {
  readonly what: string;
  readonly value: number;
  readonly target: number;
  readonly unit: string;
  readonly met: boolean;
}

/**
 * What is asked of the backend, and whether it is so.
 * @param checked the same contenders at the size at which numbers are compared.
 */
export function targetsOf(measured: readonly Measured[], checked: readonly Measured[], size: Size): Target[] {
  const of = (name: ContenderName) => measured.find(({ contender }) => contender === name);
  const backend = of('backend');
  const targets: Target[] = [];
  const atMost = (what: string, value: number, target: number, unit: string) =>
    targets.push({ what, value, target, unit, met: value <= target });
  const atLeast = (what: string, value: number, target: number, unit: string) =>
    targets.push({ what, value, target, unit, met: value >= target });
  if (backend === undefined) return targets;

  const pytorch = of('pytorch');
  if (pytorch !== undefined) {
    atLeast('times faster than PyTorch', pytorch.seconds / backend.seconds, 1.25, '×');
  }
  const small = checked.find(({ contender }) => contender === 'backend');
  const peer = checked.find(({ contender }) => contender === 'pytorch');
  const at = `at ${small?.size.width}×${small?.size.height}`;
  if (small?.error != null) {
    atMost(`loss ${at} off PyTorch’s in float64`, small.error.loss, 1e-4, '');
    atMost(`gradient ${at} off PyTorch’s in float64`, small.error.gradient, 1e-4, '');
  }
  if (peer?.apart != null) {
    atMost(`loss ${at} apart from PyTorch’s`, peer.apart.loss, 1e-4, '');
    atMost(`gradient ${at} apart from PyTorch’s`, peer.apart.gradient, 1e-4, '');
  }
  const handBuilt = of('hand-built');
  if (handBuilt !== undefined) {
    atMost('time against the hand-built graph', backend.seconds / handBuilt.seconds, 1.15, '×');
  }
  const bare = of('bare-conv');
  if (bare !== undefined) {
    const share = (100 * backend.gflopsPerSecond) / bare.gflopsPerSecond;
    atLeast('GFLOP/s against bare convolutions', share, 85, '%');
  }
  const wasm = of('wasm');
  if (wasm !== undefined) {
    const scale = (size.width * size.height) / (wasm.size.width * wasm.size.height);
    atLeast('times faster than wasm', (wasm.seconds * scale) / backend.seconds, 30, '×');
  }
  atMost('peak memory', backend.peakBytes / 1e9, 1.3, ' GB');
  return targets;
}

export function print(measured: readonly Measured[], targets: readonly Target[]): void {
  console.log(`\n${describeMachine(machine())}\n`);
  printTable(
    ['', 'size', 'median', 'best', 'CPU time', 'GFLOP/s', 'peak', 'loss', '‖gradient‖', 'off float64'],
    measured.map((m) => [
      m.contender,
      `${m.size.width}×${m.size.height}`,
      `${m.seconds.toFixed(3)} s`,
      `${m.bestSeconds.toFixed(3)} s`,
      `${m.cpuSeconds.toFixed(2)} s`,
      m.gflopsPerSecond.toFixed(0),
      `${(m.peakBytes / 1e9).toFixed(2)} GB`,
      m.loss?.toPrecision(7) ?? '–',
      m.gradientNorm?.toPrecision(7) ?? '–',
      m.error?.gradient.toExponential(1) ?? '–',
    ]),
  );
  for (const { peer } of measured) if (peer !== null) printPeer(peer);
  console.log('');
  printTable(
    ['', 'measured', 'target', ''],
    targets.map(({ what, value, target, unit, met }) => [
      what,
      `${figure(value)}${unit}`,
      `${figure(target)}${unit}`,
      met ? 'met' : 'missed',
    ]),
  );
}

function printPeer({ version, build, threads, openblas, settings, setting }: Peer): void {
  const name = ({ layout, onednn }: Peer['setting']) => `${layout}, oneDNN ${onednn ? 'on' : 'off'}`;
  console.log(`\nPyTorch ${version}, ${threads} threads`);
  console.log(build.trim());
  if (openblas !== null) console.log(`OpenBLAS kernel: ${openblas.kernel} (${openblas.config})`);
  console.log(`settings tried: ${settings.map((s) => `${name(s)}: ${s.seconds.toFixed(2)} s`).join('; ')}`);
  console.log(`setting taken: ${name(setting)}`);
}

function figure(value: number): string {
  return value !== 0 && Math.abs(value) < 0.01 ? value.toExponential(1) : value.toFixed(2);
}
