import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/engine/backends/machine.js';
import type { ProbeResult } from '../../../src/engine/backends/probe/messages.js';
import type { Prober } from '../../../src/engine/backends/probe/probe.js';
import { selectBackend, surveyBackends } from '../../../src/engine/backends/select.js';
import type { Log } from '../../../src/logger.js';

function recordingLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const log: Log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line).msg) });
  return { log, lines };
}

/** A Linux machine without anything. */
const BARE: Machine = {
  platform: 'linux',
  arch: 'x64',
  release: '6.1',
  node: 'v20',
  processor: 'CPU',
  cores: 2,
  nvidia: [],
  nvidiaDriver: null,
  render: [],
  wsl: false,
  vulkanDrivers: [],
  vulkanOverride: null,
  libraryPath: null,
  onnxruntime: '1.30.0',
  cudaProvider: null,
  tensorflow: null,
};
const NVIDIA: Machine = {
  ...BARE,
  nvidia: ['nvidia0'],
  render: ['renderD128'],
  vulkanDrivers: ['/usr/share/vulkan/icd.d/nvidia_icd.json'],
  cudaProvider: 'libonnxruntime_providers_cuda.so',
  tensorflow: '4.22.0',
};

/** Answers from a table in place of processes; nothing else may be asked. */
function prober(answers: Readonly<Record<string, ProbeResult>>) {
  const asked: string[] = [];
  const forgotten: string[] = [];
  const made: Prober = {
    async probe({ backend, device }) {
      const name = `${backend} on ${device}`;
      asked.push(name);
      const answer = answers[name];
      if (answer === undefined) throw new Error(`${name} should not have been tried`);
      return answer;
    },
    async forget({ backend, device }) {
      forgotten.push(`${backend} on ${device}`);
    },
  };
  return { prober: made, asked, forgotten };
}

const passed = (gigaflops: number): ProbeResult => ({ outcome: 'passed', gigaflops, milliseconds: 7 });
const failed = (problem: string): ProbeResult => ({ outcome: 'failed', problem, milliseconds: 7 });
const auto = { backend: 'auto', device: 'auto', threads: 1 } as const;

describe('by itself', () => {
  it('takes the CPU at once where there is nothing to try, and says why in one line', async () => {
    const { log, lines } = recordingLog();
    const nothing = prober({});
    const { backend, reports } = await selectBackend({ ...auto, log }, { machine: BARE, ...nothing });
    expect([backend.name, backend.device]).toEqual(['onnxruntime', 'cpu']);
    await backend.dispose();
    expect(nothing.asked).toEqual([]);
    expect(lines).toEqual([
      'computing with onnxruntime on cpu; not with tensorflow on cuda (no NVIDIA GPU here); ' +
        'onnxruntime on cuda (no NVIDIA GPU here); onnxruntime on webgpu (no GPU here)',
    ]);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['absent', 'absent', 'absent', 'taken']);
    for (const { outcome, fix } of reports) if (outcome === 'absent') expect(fix).not.toBeNull();
  });

  it('passes over a GPU that fails and one that is slower than the CPU', async () => {
    const { log, lines } = recordingLog();
    const { prober: answers } = prober({
      'tensorflow on cuda': failed('it ended its process (SIGSEGV)'),
      'onnxruntime on cuda': failed(
        '/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:1 Call ok was false. no driver\nat x',
      ),
      'onnxruntime on webgpu': passed(1.5),
      'onnxruntime on cpu': passed(60),
    });
    const selection = await selectBackend({ ...auto, log }, { machine: NVIDIA, prober: answers });
    await selection.backend.dispose();
    expect(selection.candidate.device).toBe('cpu');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('tensorflow on cuda (it ended its process (SIGSEGV))');
    expect(lines[0]).toContain('onnxruntime on cuda (no driver)');
    expect(lines[0]).toContain('onnxruntime on webgpu (right, but at 1.5 GFLOP/s slower than the CPU’s 60)');
  });

  it('takes the first that is right and faster than the CPU, and tells what else would serve', async () => {
    const { log } = recordingLog();
    const { prober: answers, asked } = prober({
      'tensorflow on cuda': failed('did not load'),
      'onnxruntime on cuda': passed(2000),
      'onnxruntime on webgpu': passed(900),
      'onnxruntime on cpu': passed(60),
    });
    const reports = await surveyBackends({ ...auto, log }, { machine: NVIDIA, prober: answers });
    expect(reports.map(({ device, outcome, gigaflops }) => [device, outcome, gigaflops])).toEqual([
      ['cuda', 'failed', null],
      ['cuda', 'taken', 2000],
      ['webgpu', 'fit', 900],
      ['cpu', 'fit', 60],
    ]);
    expect(asked).toContain('onnxruntime on webgpu');
  });

  it('goes on without a GPU that passed its probe but fails in earnest, and believes it no more', async () => {
    const { log, lines } = recordingLog();
    const lying = prober({ 'tensorflow on cuda': passed(2000), 'onnxruntime on cpu': passed(60) });
    const machine = { ...NVIDIA, cudaProvider: null, vulkanDrivers: [] };
    const { backend } = await selectBackend({ ...auto, log }, { machine, ...lying });
    await backend.dispose();
    expect(backend.device).toBe('cpu');
    expect(lines[0]).toMatch(/not with tensorflow on cuda \(@tensorflow\/tfjs-node-gpu /);
    expect(lines[0]).toContain('onnxruntime on cuda (its CUDA library is not installed)');
    expect(lines[0]).toContain('onnxruntime on webgpu (there is a GPU, but no Vulkan driver for it)');
    expect(lying.forgotten).toEqual(['tensorflow on cuda']);
  });
});

describe('what is asked for by name', () => {
  it('must go together', async () => {
    const { log } = recordingLog();
    const select = (backend: 'tensorflow' | 'onnxruntime', device: 'webgpu' | 'cpu') =>
      selectBackend({ backend, device, threads: 1, log }, { machine: BARE, ...prober({}) });
    await expect(select('tensorflow', 'webgpu')).rejects.toMatchObject({
      code: 'ENGINE_BACKEND',
      message: expect.stringContaining(
        'tensorflow has no device called webgpu, only cuda. Set ENGINE_BACKEND',
      ),
    });
    await expect(select('tensorflow', 'cpu')).rejects.toThrow('tensorflow has no device called cpu');
  });

  it('must be on this platform', async () => {
    const { log } = recordingLog();
    const request = { backend: 'auto', threads: 1, log } as const;
    const select = (device: 'dml' | 'coreml' | 'cuda', machine: Machine) =>
      selectBackend({ ...request, device }, { machine, ...prober({}) });
    await expect(select('dml', BARE)).rejects.toThrow('onnxruntime-node has no dml on linux-x64');
    await expect(select('coreml', BARE)).rejects.toThrow('onnxruntime-node has no coreml on linux-x64');
    const arm = { ...NVIDIA, arch: 'arm64', tensorflow: null };
    await expect(select('cuda', arm)).rejects.toThrow('onnxruntime-node has no cuda on linux-arm64');
  });

  it('is tried in a process of its own, and need not be faster than anything', async () => {
    const { log } = recordingLog();
    const device = 'webgpu';
    const bad = prober({ 'onnxruntime on webgpu': failed('it ended its process (SIGABRT)') });
    const request = { backend: 'auto', device, threads: 1, log } as const;
    await expect(selectBackend(request, { machine: NVIDIA, ...bad })).rejects.toThrow(
      'onnxruntime on webgpu (it ended its process (SIGABRT))',
    );
    const slow = prober({ 'onnxruntime on webgpu': passed(0.1) });
    const [report] = await surveyBackends(request, { machine: NVIDIA, ...slow });
    expect(report).toMatchObject({ outcome: 'taken', gigaflops: 0.1 });
  });
});
