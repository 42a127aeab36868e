import type { Point } from './stroke.js';

/** What floats at a place of the bath. */
export interface Floating {
  /** Index of the ink; -1 where only the bath is. */
  ink: number;
  /** How far out in its drop, 0 the middle and 1 the rim. */
  share: number;
  /** The place before the tools moved it: what is noted there is drawn out with the ink. */
  x: number;
  y: number;
}

/** Undoes one tool's pull: moves the place back to where its ink came from. */
type Undo = (place: Floating) => void;

interface Drops {
  readonly kind: 'drops';
  /** x, y and r² of each, in the order they fell. */
  readonly places: Float64Array;
  readonly inks: Int16Array;
}

/**
 * A bath of size on which inks float and are combed (ebru, suminagashi), by the closed forms of Lu, Jaffer, Jin, Zhao
 * & Mao, “Mathematical Marbling” (IEEE CG&A 2012). Every map keeps areas and can be undone exactly, so a place of the
 * finished sheet is followed back to the drop that its ink fell with.
 */
export class Bath {
  readonly #acts: (Drops | Undo)[] = [];

  /** Lets drops fall one after another; each pushes aside what floats there. */
  drops(drops: readonly (Point & { readonly radius: number; readonly ink: number })[]): void {
    const places = new Float64Array(drops.length * 3);
    const inks = new Int16Array(drops.length);
    for (const [i, { x, y, radius, ink }] of drops.entries()) {
      places.set([x, y, radius * radius], i * 3);
      inks[i] = ink;
    }
    this.#acts.push({ kind: 'drops', places, inks });
  }

  /**
   * Draws a comb straight across: teeth `spacing` apart pull ink along by `pull`, less by half at every `sharpness`
   * beside a tooth. `turns` lets every other tooth go the other way. `envelope` weakens teeth by where they stand.
   */
  comb(
    angle: number,
    { spacing, pull, sharpness, offset = 0, turns = false, envelope = () => 1 }: Comb,
  ): void {
    const [mx, my] = [Math.cos(angle), Math.sin(angle)];
    this.#acts.push((place) => {
      const across = -place.x * my + place.y * mx - offset;
      const tooth = Math.floor(across / spacing + 0.5);
      const aside = Math.abs(across - tooth * spacing);
      // What the next tooth adds keeps the fall-off smooth halfway between two.
      const near = 2 ** (-aside / sharpness);
      const next = 2 ** (-(spacing - aside) / sharpness);
      const odd = turns && tooth % 2 !== 0 ? -1 : 1;
      const by = pull * envelope(across + offset) * (turns ? odd * (near - next) : near + next);
      place.x -= mx * by;
      place.y -= my * by;
    });
  }

  /** Moves the comb from side to side: everything is displaced along `angle` by a wave across it. */
  wave(angle: number, amplitude: number, length: number, phase: number): void {
    const [mx, my] = [Math.cos(angle), Math.sin(angle)];
    this.#acts.push((place) => {
      const by = amplitude * Math.sin(((-place.x * my + place.y * mx) / length) * 2 * Math.PI + phase);
      place.x -= mx * by;
      place.y -= my * by;
    });
  }

  /** Leads a needle round on a circle: ink at `radius` is carried `pull` along it, less by half at every `sharpness`. */
  curl(centre: Point, radius: number, pull: number, sharpness: number): void {
    this.#acts.push((place) => {
      const [dx, dy] = [place.x - centre.x, place.y - centre.y];
      const distance = Math.hypot(dx, dy);
      if (distance < 1e-6) return;
      const turn =
        (-pull * 2 ** (-Math.abs(distance - radius) / sharpness)) / Math.max(distance, radius * 0.25);
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      place.x = centre.x + dx * cos - dy * sin;
      place.y = centre.y + dx * sin + dy * cos;
    });
  }

  /** Fills `place` in with what floats at (x, y). */
  look(x: number, y: number, place: Floating): Floating {
    place.x = x;
    place.y = y;
    place.ink = -1;
    place.share = 1;
    for (let i = this.#acts.length - 1; i >= 0; i--) {
      const act = this.#acts[i];
      if (act === undefined) continue;
      if (typeof act === 'function') act(place);
      else if (lift(act, place)) break;
    }
    return place;
  }
}

interface Comb {
  readonly spacing: number;
  readonly pull: number;
  readonly sharpness: number;
  readonly offset?: number;
  readonly turns?: boolean;
  readonly envelope?: (across: number) => number;
}

/** Takes the drops back, the last first, until the place lies in one. */
function lift({ places, inks }: Drops, place: Floating): boolean {
  let { x, y } = place;
  for (let i = inks.length - 1; i >= 0; i--) {
    const [cx, cy, area] = [places[i * 3] ?? 0, places[i * 3 + 1] ?? 0, places[i * 3 + 2] ?? 0];
    const [dx, dy] = [x - cx, y - cy];
    const d2 = dx * dx + dy * dy;
    if (d2 < area) {
      place.ink = inks[i] ?? -1;
      place.share = Math.sqrt(d2 / area);
      place.x = x;
      place.y = y;
      return true;
    }
    const e = area / d2;
    // Of far drops the first terms of the root's series say the same (to 1e-8), and sooner.
    const back = e < 0.02 ? 1 - e * (0.5 + e * (0.125 + e * 0.0625)) : Math.sqrt(1 - e);
    x = cx + dx * back;
    y = cy + dy * back;
  }
  place.x = x;
  place.y = y;
  return false;
}
