import type { backend_util } from '@tensorflow/tfjs-core';

/** The sliding window of a convolution or a pooling: what is left of TensorFlow.js's `convInfo` for lowering. */
export interface Window {
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Before the first row and column. */
  readonly padStart: readonly [number, number];
  /** After the last row and column. */
  readonly padEnd: readonly [number, number];
}

export function windowOf(info: backend_util.Conv2DInfo): Window {
  const { padInfo } = info;
  const window: Window = {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    padStart: [padInfo.top, padInfo.left],
    padEnd: [padInfo.bottom, padInfo.right],
  };
  // Where rounding up adds a last window that sticks out further than the stated padding.
  const [rows, columns] = unread(window, [info.inHeight, info.inWidth], [info.outHeight, info.outWidth]);
  return {
    ...window,
    padEnd: [padInfo.bottom + Math.max(0, -rows), padInfo.right + Math.max(0, -columns)],
  };
}

export function onnxPads(window: Window): number[] {
  return [...window.padStart, ...window.padEnd];
}

/** Rows and columns that one application covers, holes of the dilation included. */
export function extent(window: Window): [number, number] {
  return [(window.kernel[0] - 1) * window.dilations[0] + 1, (window.kernel[1] - 1) * window.dilations[1] + 1];
}

export function isStride1(window: Window): boolean {
  return window.strides[0] === 1 && window.strides[1] === 1;
}

/**
 * The pads that turn the gradient by the input into a convolution of stride 1 over dy: what the window sticks out when
 * only its last tap touches dy's first row. `null` when the forward pass padded more than the window covers.
 */
export function gradientPads(window: Window): number[] | null {
  const [height, width] = extent(window);
  const pads = [
    height - 1 - window.padStart[0],
    width - 1 - window.padStart[1],
    height - 1 - window.padEnd[0],
    width - 1 - window.padEnd[1],
  ];
  return pads.every((pad) => pad >= 0) ? pads : null;
}

/**
 * Rows and columns of the input behind the last window, which no window reads: their gradient is 0.
 * ONNX's ConvTranspose calls them output padding.
 */
export function unread(
  window: Window,
  input: readonly number[],
  output: readonly number[],
): [number, number] {
  const [height, width] = extent(window);
  const missing = (axis: 0 | 1, size: number): number =>
    (input[axis] ?? 0) -
    (((output[axis] ?? 0) - 1) * window.strides[axis] + size - window.padStart[axis] - window.padEnd[axis]);
  return [missing(0, height), missing(1, width)];
}
