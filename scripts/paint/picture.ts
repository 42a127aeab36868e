/** A picture that code paints: RGB bytes [height, width, 3], the same at every call. */
export interface Painting {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  paint(): Uint8Array;
}
