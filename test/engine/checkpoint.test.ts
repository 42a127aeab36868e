import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError, decodeCheckpoint, encodeCheckpoint } from '../../src/engine/checkpoint.js';

const checkpoint = {
  request: 'abc',
  octave: 1,
  step: 7,
  evaluations: 70,
  lossFirst: 1 / 3,
  lossLast: 0.1,
  optimizer: { scalars: { loss: 0.1 }, arrays: [Float32Array.of(1, -0.1, 1e-30), new Float32Array(5)] },
};

describe('checkpoints', () => {
  it('come back as they were', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
    // From an odd offset of a larger buffer as well.
    const shifted = Buffer.concat([Buffer.from('x'), encodeCheckpoint(checkpoint)]).subarray(1);
    expect(decodeCheckpoint(shifted)).toEqual(checkpoint);
  });

  it('come back as they were, whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float32Array(), { maxLength: 4 }),
        // Names as optimizers have them. (`__proto__`, which fc.string() comes to now and then, is none.)
        fc.dictionary(
          fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,15}$/),
          fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
        ),
        (arrays, scalars) => {
          const given = { ...checkpoint, optimizer: { scalars, arrays } };
          expect(decodeCheckpoint(encodeCheckpoint(given))).toEqual(given);
        },
      ),
    );
  });

  it('are refused with one bit wrong, cut short, or foreign', () => {
    const bytes = encodeCheckpoint(checkpoint);
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const damaged = Uint8Array.from(bytes);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => decodeCheckpoint(damaged)).toThrow(CheckpointError);
      }),
    );
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        expect(() => decodeCheckpoint(bytes.subarray(0, length))).toThrow(CheckpointError);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (foreign) => {
        expect(() => decodeCheckpoint(foreign)).toThrow(CheckpointError);
      }),
    );
  });
});
