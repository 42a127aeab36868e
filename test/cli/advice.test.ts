import { describe, expect, it } from 'vitest';
import { devicesAdvice } from '../../src/cli/doctor/advice.js';
import type { CandidateReport } from '../../src/engine/backends/select.js';

const report = (
  backend: CandidateReport['backend'],
  device: CandidateReport['device'],
  outcome: CandidateReport['outcome'],
  fix: string | null = null,
): CandidateReport => ({ backend, device, outcome, fix, detail: '', milliseconds: null, gigaflops: null });

const auto = { backend: 'auto', device: 'auto' } as const;
const linux = { platform: 'linux' } as const;

describe('advice for a faster engine', () => {
  it('says each thing once, and one way to each card', () => {
    const candidates = [
      report('tensorflow', 'cuda', 'absent', 'install tensorflow'),
      report('onnxruntime', 'cuda', 'absent', 'npm run gpu:install'),
      report('onnxruntime', 'webgpu', 'absent', 'install vulkan'),
      report('onnxruntime', 'cpu', 'taken'),
    ];
    const advice = devicesAdvice(candidates, auto, linux);
    expect(advice).toMatch(/^Pictures come out the same without a graphics card/);
    expect(advice?.split('\n').slice(1)).toEqual(['- npm run gpu:install', '- install vulkan']);
  });

  it('says nothing when the fastest is taken, and names what is untested by its name', () => {
    expect(devicesAdvice([report('onnxruntime', 'webgpu', 'taken')], auto, linux)).toBeNull();
    const cpu = [report('onnxruntime', 'cpu', 'taken')];
    expect(devicesAdvice(cpu, auto, linux)).toBeNull();
    expect(devicesAdvice(cpu, auto, { platform: 'win32' })).toContain('ENGINE_DEVICE=dml (untested)');
    expect(devicesAdvice(cpu, auto, { platform: 'darwin' })).toContain('ENGINE_DEVICE=coreml (untested)');
  });

  it('says how to make work what was asked for by name', () => {
    const asked = { backend: 'tensorflow', device: 'auto' } as const;
    const advice = devicesAdvice(
      [report('tensorflow', 'cuda', 'absent', 'install tensorflow')],
      asked,
      linux,
    );
    expect(advice).toBe('To make it work:\n- install tensorflow');
  });
});
