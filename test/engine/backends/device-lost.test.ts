import { describe, expect, it } from 'vitest';
import { isDeviceLost } from '../../../src/engine/backends/device-lost.js';
import { AppError } from '../../../src/errors.js';

describe('a lost device', () => {
  it.each([
    'WebGPU device lost (2): Device was destroyed.',
    '[Device] is invalid: the device was lost',
    'CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; hostname=x',
    'CUDA failure 719: unspecified launch failure',
    'Error polling for event status: CUDA_ERROR_LAUNCH_FAILED: unspecified launch failure',
    'The GPU device instance has been suspended. 887A0005',
  ])('is known by its words: %s', (message) => {
    expect(isDeviceLost(new Error(message))).toBe(true);
    expect(isDeviceLost(new AppError('ENGINE_FAILED', {}, { cause: new Error(message) }))).toBe(true);
  });

  it.each(['CUDA failure 2: out of memory', 'Failed to allocate memory', 'the loss is NaN', 'lost'])(
    'is not: %s',
    (message) => {
      expect(isDeviceLost(new Error(message))).toBe(false);
      expect(isDeviceLost(message)).toBe(false);
    },
  );
});
