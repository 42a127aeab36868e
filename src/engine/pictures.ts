import type { AlphaPlane, Picture } from './picture.js';

/** A picture as the engine works with it, and the transparency to put back on the result. */
export interface DecodedPicture {
  readonly picture: Picture;
  /** Null where the picture is opaque. Same size as `picture`. */
  readonly alpha: AlphaPlane | null;
}
