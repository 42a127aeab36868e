/** A decoded picture in working form: RGB, row-major [height, width, 3], 0–255, float32, not clipped while painting. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Alpha of a picture that has one: row-major [height, width], 0–255. */
export interface AlphaPlane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
