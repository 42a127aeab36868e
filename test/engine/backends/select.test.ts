import { pino } from 'pino';
import { expect, it } from 'vitest';
import { selectBackend } from '../../../src/engine/backends/select.js';
import type { Log } from '../../../src/logger.js';

function recordingLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const log: Log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line).msg) });
  return { log, lines };
}

it('takes ONNX Runtime on the CPU by itself and says why nothing faster, in one line', async () => {
  const { log, lines } = recordingLog();
  const { backend, report } = await selectBackend({ backend: 'auto', device: 'auto', threads: 1, log });
  expect(backend.name).toBe('onnxruntime');
  expect(backend.device).toBe('cpu');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('computing with onnxruntime on cpu');
  expect(report.candidates.find(({ outcome }) => outcome === 'taken')).toMatchObject({
    backend: 'onnxruntime',
    device: 'cpu',
  });
  for (const candidate of report.candidates) {
    if (candidate.outcome !== 'taken') expect(candidate.fix, candidate.detail).not.toBeNull();
  }
  await backend.dispose();
});

it('explains a backend that was asked for by name and does not work', async () => {
  const { log } = recordingLog();
  await expect(selectBackend({ backend: 'tensorflow', device: 'webgpu', threads: 1, log })).rejects.toThrow(
    'tensorflow has no device called webgpu',
  );
  const elsewhere = process.platform === 'win32' ? 'coreml' : 'dml';
  await expect(selectBackend({ backend: 'auto', device: elsewhere, threads: 1, log })).rejects.toThrow(
    `onnxruntime-node has no ${elsewhere} on ${process.platform}`,
  );
});
