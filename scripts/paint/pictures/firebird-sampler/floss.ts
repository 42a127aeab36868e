import { hex, type Rgb, scale } from '../../colour.js';
import type { Floss } from '../../embroidery.js';

export const WIDTH = 1280;

export const HEIGHT = 1024;

export const SEED = 'firebird sampler';

export const MIDDLE = WIDTH / 2;

export const FLOSS = {
  madder: hex('#b3202c'),
  poppy: hex('#e2452f'),
  rose: hex('#e8748a'),
  blush: hex('#f5b9b4'),
  saffron: hex('#f0a92b'),
  lemon: hex('#f8d774'),
  moss: hex('#5c7d2f'),
  leaf: hex('#2f6f45'),
  pine: hex('#17453e'),
  indigo: hex('#1e2a66'),
  royal: hex('#2f5fae'),
  sky: hex('#7fb8d8'),
  plum: hex('#5c2458'),
  cream: hex('#fbf2dc'),
} as const;

export const ramp =
  (...colours: [Rgb, ...Rgb[]]): Floss =>
  (t) =>
    scale(colours, t);

/** Bands of one floss after the other, as counted out. */
export const bands =
  (...colours: [Rgb, ...Rgb[]]): Floss =>
  (t) =>
    colours[Math.min(colours.length - 1, Math.floor(t * colours.length))] ?? colours[0];
