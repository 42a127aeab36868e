import type { Workspace } from './workspace.js';

export interface InverseHessianOptions {
  /** Pairs of steps and gradient changes remembered; each takes twice the memory of x. */
  readonly history: number;
  /**
   * Multiplies a vector, in place, by a symmetric positive definite matrix P: what is known of the inverse Hessian
   * before any curvature is, up to a factor. H⁰ = (sᵀy/yᵀPy)·P in place of (sᵀy/yᵀy)·I (Nocedal & Wright, eq. 7.20).
   * Null: nothing is known, and P is I.
   */
  readonly precondition: ((vector: Float32Array) => void) | null;
  /** Factor on that scale of H⁰, which is the smallest of those that the newest pair allows. */
  readonly boldness: number;
}

/** A step s = x′ − x, and z = P·y of the change of the gradient y = g′ − g over it. */
interface Pair {
  readonly s: Float32Array;
  readonly z: Float32Array;
  /** sᵢᵀy of this pair's y with the steps of the pairs up to this one, oldest first. */
  readonly sy: number[];
  /** yᵢᵀP·y, likewise. */
  readonly zy: number[];
  /** sᵀg and zᵀg at the present gradient. */
  sg: number;
  zg: number;
}

/** What `state` gives and `restore` takes. */
export interface InverseHessianState {
  readonly scalars: Readonly<Record<string, number>>;
  /** s and z of each pair, oldest first. */
  readonly arrays: readonly Float32Array[];
}

/**
 * The inverse Hessian H as limited-memory BFGS has it, and the gradient g where one stands.
 *
 * −H·g is a sum of P·g and of the pairs' vectors. Its coefficients follow from their inner products alone, by the
 * two-loop recursion on numbers (Chen, Wang & Zhou 2014, “Large-scale L-BFGS using MapReduce”). Those with the gradient
 * are measured at every step, and the others are differences of those: sᵢᵀy = sᵢᵀg′ − sᵢᵀg. So the pairs are read twice
 * a step instead of four times, and P multiplies nothing but the gradient.
 */
export class InverseHessian {
  readonly #options: InverseHessianOptions;
  readonly #workspace: Workspace;
  #gradient: Float32Array;
  /** P·g; the gradient itself where P is I. */
  #preconditioned: Float32Array;
  /** Oldest first. */
  #pairs: Pair[] = [];

  constructor(gradient: Float32Array, workspace: Workspace, options: InverseHessianOptions) {
    this.#options = options;
    this.#workspace = workspace;
    this.#gradient = workspace.copy(gradient);
    this.#preconditioned = this.#multiplied(this.#gradient);
  }

  /** How many of a workspace's vectors it wants at once. */
  static vectors({ history }: InverseHessianOptions): number {
    return 2 * history + 5;
  }

  /** The one whose `state` that was, at the gradient where it was taken; null where it cannot be one. */
  static restore(
    gradient: Float32Array,
    { scalars, arrays }: InverseHessianState,
    workspace: Workspace,
    options: InverseHessianOptions,
  ): InverseHessian | null {
    const sound = arrays.every(({ length }) => length === gradient.length);
    if (arrays.length % 2 !== 0 || arrays.length / 2 > options.history || !sound) return null;
    const restored = new InverseHessian(gradient, workspace, options);
    for (let j = 0; 2 * j < arrays.length; j++) {
      const [s, z] = arrays.slice(2 * j, 2 * j + 2).map((array) => workspace.copy(array));
      const numbers = (of: string) => Array.from({ length: j + 1 }, (_, i) => scalars[`${of}.${i}.${j}`]);
      const [sy, zy] = [numbers('sy'), numbers('zy')];
      if (s === undefined || z === undefined || !complete(sy) || !complete(zy)) return null;
      restored.#pairs.push({ s, z, sy, zy, ...restored.#slopes(s, z) });
    }
    return restored;
  }

  state(): InverseHessianState {
    const scalars: Record<string, number> = {};
    for (const [j, { sy, zy }] of this.#pairs.entries()) {
      for (const [i, value] of sy.entries()) scalars[`sy.${i}.${j}`] = value;
      for (const [i, value] of zy.entries()) scalars[`zy.${i}.${j}`] = value;
    }
    return { scalars, arrays: this.#pairs.flatMap(({ s, z }) => [s, z]) };
  }

  /** g, until the next move. */
  get gradient(): Float32Array {
    return this.#gradient;
  }

  /** Whether any curvature is known. */
  get knows(): boolean {
    return this.#pairs.length > 0;
  }

  /** Forgets all curvature. */
  forget(): void {
    for (const { s, z } of this.#pairs) this.#workspace.free(s, z);
    this.#pairs = [];
  }

  /** −H·g, a new vector of the workspace; without any curvature −P·g. */
  descent(): Float32Array {
    const direction = this.#workspace.vector();
    const pairs = this.#pairs;
    if (pairs.length === 0) {
      this.#workspace.combine(direction, -1, this.#preconditioned, 0, this.#preconditioned);
      return direction;
    }
    const { gamma, steps, changes } = this.#coefficients();
    this.#workspace.combine(direction, -gamma, this.#preconditioned, 0, this.#preconditioned);
    const vectors = [...pairs.map(({ s }) => s), ...pairs.map(({ z }) => z)];
    this.#workspace.addAll(direction, [...steps, ...changes], vectors);
    return direction;
  }

  /** −H·g = −γ·P·g + Σ stepsⱼ·sⱼ + Σ changesⱼ·zⱼ: the two-loop recursion on the inner products. */
  #coefficients(): { gamma: number; steps: Float64Array; changes: Float64Array } {
    const pairs = this.#pairs;
    const last = pairs.length - 1;
    /** sᵢᵀyⱼ, of which i ≤ j are wanted, and yᵢᵀP·yⱼ, which is symmetric. */
    const sy = (i: number, j: number) => within(pairs[j]?.sy, i);
    const zy = (i: number, j: number) => within(pairs[Math.max(i, j)]?.zy, Math.min(i, j));

    // q = −g − Σ αⱼ·yⱼ, newest pair first.
    const alphas = new Float64Array(pairs.length);
    for (let i = last; i >= 0; i--) {
      let product = -(pairs[i]?.sg ?? 0);
      for (let j = i + 1; j <= last; j++) product -= within(alphas, j) * sy(i, j);
      alphas[i] = product / sy(i, i);
    }
    // r = γ·P·q + Σ stepsⱼ·sⱼ, oldest pair first.
    const gamma = (this.#options.boldness * sy(last, last)) / zy(last, last);
    const steps = new Float64Array(pairs.length);
    for (let i = 0; i <= last; i++) {
      let product = -(pairs[i]?.zg ?? 0);
      for (let j = 0; j <= last; j++) product -= within(alphas, j) * zy(i, j);
      product *= gamma;
      for (let j = 0; j < i; j++) product += within(steps, j) * sy(j, i);
      steps[i] = within(alphas, i) - product / sy(i, i);
    }
    return { gamma, steps, changes: alphas.map((alpha) => -gamma * alpha) };
  }

  /**
   * A step was made, and the gradient is another. The pair is remembered unless its curvature is not positive (H would
   * not stay positive definite).
   * @param step a vector of the workspace, which is given back here.
   * @param gradient copied.
   */
  move(step: Float32Array, gradient: Float32Array): void {
    const workspace = this.#workspace;
    const after = workspace.copy(gradient);
    const preconditioned = this.#multiplied(after);
    const z = workspace.vector();
    workspace.combine(z, 1, preconditioned, -1, this.#preconditioned);
    const { sy, zy } = workspace.curvature(step, z, { after, before: this.#gradient });
    const remembered = sy > 1e-10 * zy && sy > 0;
    if (remembered && this.#pairs.length === this.#options.history) this.#forgetOldest();

    if (this.#preconditioned !== this.#gradient) workspace.free(this.#preconditioned);
    workspace.free(this.#gradient);
    this.#gradient = after;
    this.#preconditioned = preconditioned;

    const products = { sy: [] as number[], zy: [] as number[] };
    for (const pair of this.#pairs) {
      const { sg, zg } = this.#slopes(pair.s, pair.z);
      products.sy.push(sg - pair.sg);
      products.zy.push(zg - pair.zg);
      Object.assign(pair, { sg, zg });
    }
    if (remembered) {
      products.sy.push(sy);
      products.zy.push(zy);
      this.#pairs.push({ s: step, z, ...products, ...this.#slopes(step, z) });
    } else {
      workspace.free(step, z);
    }
  }

  #forgetOldest(): void {
    const oldest = this.#pairs.shift();
    if (oldest === undefined) return;
    this.#workspace.free(oldest.s, oldest.z);
    for (const { sy, zy } of this.#pairs) {
      sy.shift();
      zy.shift();
    }
  }

  /** sᵀg and zᵀg */
  #slopes(s: Float32Array, z: Float32Array): { sg: number; zg: number } {
    return { sg: this.#workspace.dot(s, this.#gradient), zg: this.#workspace.dot(z, this.#gradient) };
  }

  /** P·g; the gradient itself where P is I. */
  #multiplied(gradient: Float32Array): Float32Array {
    const { precondition } = this.#options;
    if (precondition === null) return gradient;
    const product = this.#workspace.copy(gradient);
    precondition(product);
    return product;
  }
}

function within(list: ArrayLike<number> | undefined, index: number): number {
  return list?.[index] as number;
}

function complete(numbers: readonly (number | undefined)[]): numbers is number[] {
  return numbers.every((value) => value !== undefined);
}
