import { describe, expect, it } from 'vitest';
import { Adam } from '../../../src/engine/optimizers/adam.js';
import { Lbfgs } from '../../../src/engine/optimizers/lbfgs.js';
import { multilevel } from '../../../src/engine/optimizers/multilevel.js';
import type { Evaluate, Optimizer } from '../../../src/engine/optimizers/optimizer.js';
import { Sgd } from '../../../src/engine/optimizers/sgd.js';

/** Σ kᵢ·(xᵢ − i)²/2 with curvatures kᵢ from 1 to 100. */
const quadratic: Evaluate = async (x) => {
  let loss = 0;
  const gradient = x.map((value, i) => {
    const k = 1 + (99 * i) / (x.length - 1);
    loss += (k * (value - i) ** 2) / 2;
    return k * (value - i);
  });
  return { loss, gradient };
};

/** Rosenbrock's valley in pairs of variables, minimum 0 at all ones. */
const rosenbrock: Evaluate = async (x) => {
  const gradient = new Float32Array(x.length);
  let loss = 0;
  for (let i = 0; i + 1 < x.length; i += 2) {
    const [a = 0, b = 0] = x.subarray(i, i + 2);
    loss += 100 * (b - a * a) ** 2 + (1 - a) ** 2;
    gradient[i] = -400 * a * (b - a * a) - 2 * (1 - a);
    gradient[i + 1] = 200 * (b - a * a);
  }
  return { loss, gradient };
};

async function steps(optimizer: Optimizer, evaluate: Evaluate, count: number) {
  const losses: number[] = [];
  let evaluations = 0;
  for (let i = 0; i < count; i++) {
    const step = await optimizer.step(evaluate);
    losses.push(step.loss);
    evaluations += step.evaluations;
  }
  return { losses, evaluations };
}

const makers: Record<string, { make(x: Float32Array): Optimizer; restore(o: Optimizer): Optimizer }> = {
  lbfgs: { make: (x) => new Lbfgs(x), restore: (o) => Lbfgs.restore(o.state()) },
  adam: { make: (x) => new Adam(x), restore: (o) => Adam.restore(o.state()) },
  sgd: {
    make: (x) => new Sgd(x, { learningRate: 1e-3 }),
    restore: (o) => Sgd.restore(o.state(), { learningRate: 1e-3 }),
  },
};

describe.each(Object.entries(makers))('%s', (_name, { make, restore }) => {
  it('goes on exactly from a saved state', async () => {
    const start = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i));
    const straight = make(start);
    await steps(straight, rosenbrock, 30);
    for (const stop of [0, 1, 2, 15]) {
      const first = make(start);
      await steps(first, rosenbrock, stop);
      const second = restore(first);
      await steps(second, rosenbrock, 30 - stop);
      expect(second.x).toEqual(straight.x);
    }
  });

  it('leaves the starting point untouched', async () => {
    const start = new Float32Array(8);
    await steps(make(start), quadratic, 3);
    expect(start).toEqual(new Float32Array(8));
  });
});

describe('Lbfgs', () => {
  it('finds the minimum of a quadratic of 50 variables', async () => {
    const optimizer = new Lbfgs(new Float32Array(50));
    const { losses } = await steps(optimizer, quadratic, 60);
    expect(losses.at(-1)).toBeLessThan(1e-6);
    for (const [i, value] of optimizer.x.entries()) expect(value).toBeCloseTo(i, 3);
  });

  it('follows Rosenbrock’s valley', async () => {
    const optimizer = new Lbfgs(Float32Array.of(-1.2, 1, -1.2, 1));
    await steps(optimizer, rosenbrock, 60);
    for (const value of optimizer.x) expect(value).toBeCloseTo(1, 3);
  });

  it('makes the second step that the two-loop recursion gives', async () => {
    // f = x² + 4y² from (1, 1), g = (2, 8). The first step, of root mean square 1, overshoots nothing: s = −g/√34.
    const bowl: Evaluate = async (x) => {
      const [a = 0, b = 0] = x;
      return { loss: a * a + 4 * b * b, gradient: Float32Array.of(2 * a, 8 * b) };
    };
    const optimizer = new Lbfgs(Float32Array.of(1, 1), { firstStep: 1 });
    const first = await optimizer.step(bowl);
    expect(first.evaluations).toBe(2);
    const s = [-2 / Math.sqrt(34), -8 / Math.sqrt(34)] as const;
    const x1 = [1 + s[0], 1 + s[1]] as const;
    expect([...optimizer.x]).toEqual([expect.closeTo(x1[0], 5), expect.closeTo(x1[1], 5)]);
    // One pair, y = (2s₀, 8s₁): q = g − α·y, α = sᵀg/sᵀy; r = γ·q, γ = sᵀy/yᵀy; d = −(r + s·(α − yᵀr/sᵀy)).
    const g = [2 * x1[0], 8 * x1[1]] as const;
    const y = [2 * s[0], 8 * s[1]] as const;
    const sy = s[0] * y[0] + s[1] * y[1];
    const alpha = (s[0] * g[0] + s[1] * g[1]) / sy;
    const gamma = sy / (y[0] ** 2 + y[1] ** 2);
    const r = [gamma * (g[0] - alpha * y[0]), gamma * (g[1] - alpha * y[1])] as const;
    const beta = (y[0] * r[0] + y[1] * r[1]) / sy;
    const d = [-(r[0] + s[0] * (alpha - beta)), -(r[1] + s[1] * (alpha - beta))] as const;
    const second = await optimizer.step(bowl);
    expect(second.evaluations).toBe(1);
    expect(optimizer.x[0]).toBeCloseTo(x1[0] + d[0], 4);
    expect(optimizer.x[1]).toBeCloseTo(x1[1] + d[1], 4);
  });

  it('gets there in few steps when told the inverse Hessian', async () => {
    const precondition = (vector: Float32Array) => {
      for (const [i, value] of vector.entries()) vector[i] = value / (1 + (99 * i) / (vector.length - 1));
    };
    const told = await steps(new Lbfgs(new Float32Array(50), { precondition }), quadratic, 4);
    const untold = await steps(new Lbfgs(new Float32Array(50)), quadratic, 4);
    expect(told.losses.at(-1)).toBeLessThan(1e-6);
    expect(untold.losses.at(-1)).toBeGreaterThan(1);
  });

  it('goes on exactly with a preconditioner too', async () => {
    const precondition = multilevel({ width: 2, height: 2 }, [0.5, 1]);
    const start = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i));
    const straight = new Lbfgs(start, { precondition });
    await steps(straight, rosenbrock, 30);
    const first = new Lbfgs(start, { precondition });
    await steps(first, rosenbrock, 17);
    const second = Lbfgs.restore(first.state(), { precondition });
    await steps(second, rosenbrock, 13);
    expect(second.x).toEqual(straight.x);
  });

  it('never goes up', async () => {
    const { losses } = await steps(new Lbfgs(Float32Array.of(-1.2, 1)), rosenbrock, 50);
    for (const [i, loss] of losses.entries()) expect(loss).toBeLessThanOrEqual(losses[i - 1] ?? Infinity);
  });

  it('needs little more than one evaluation an iteration', async () => {
    const { evaluations } = await steps(new Lbfgs(new Float32Array(200)), quadratic, 40);
    expect(evaluations).toBeLessThan(50);
  });

  it('makes a first step of the length asked for', async () => {
    // The line through (0, 0) down a linear slope: the step is taken as it is when it cannot be improved on.
    const slope: Evaluate = async (x) => ({
      loss: (x[0] ?? 0) + (x[1] ?? 0) + ((x[0] ?? 0) ** 2 + (x[1] ?? 0) ** 2) / 8,
      gradient: x.map((value) => 1 + value / 4),
    });
    const optimizer = new Lbfgs(new Float32Array(2), { firstStep: 3 });
    await optimizer.step(slope);
    expect([...optimizer.x]).toEqual([-3, -3]);
  });

  it('stops at a kink instead of failing', async () => {
    const kink: Evaluate = async (x) => ({
      loss: x.reduce((total, value) => total + Math.abs(value), 0),
      gradient: x.map((value) => Math.sign(value)),
    });
    const optimizer = new Lbfgs(Float32Array.of(3, -2, 0.5));
    const { losses } = await steps(optimizer, kink, 40);
    expect(losses.at(-1)).toBeLessThan(0.5);
  });

  it('says when it stands at a minimum', async () => {
    const optimizer = new Lbfgs(Float32Array.of(0, 1));
    expect(await optimizer.step(quadratic)).toEqual({ loss: 0, evaluations: 1, converged: true });
  });

  it('backs off where the loss is not a number', async () => {
    const wall: Evaluate = async (x) => {
      const [value = 0] = x;
      return {
        loss: value > 1 ? Number.NaN : Math.log(1.5 - value),
        gradient: Float32Array.of(-1 / (1.5 - value)),
      };
    };
    const optimizer = new Lbfgs(Float32Array.of(0), { firstStep: 100 });
    const { losses } = await steps(optimizer, wall, 3);
    for (const loss of losses) expect(loss).toBeLessThan(Math.log(1.5));
  });

  it('refuses a state that is none', () => {
    expect(() => Lbfgs.restore({ scalars: {}, arrays: [] })).toThrow('not a state');
    expect(() =>
      Lbfgs.restore({ scalars: {}, arrays: [new Float32Array(2), new Float32Array(3)] }),
    ).toThrow();
  });
});

describe('Adam', () => {
  it('makes the first steps that its definition gives', async () => {
    const optimizer = new Adam(Float32Array.of(1), {
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 0,
      averaging: 0,
    });
    const gradients = [2, 0.5];
    const evaluate: Evaluate = async () => ({ loss: 0, gradient: Float32Array.of(gradients.shift() ?? 0) });
    await optimizer.step(evaluate);
    // Step one is the learning rate against the sign of the gradient, whatever its size.
    expect(optimizer.x[0]).toBeCloseTo(0.9, 6);
    await optimizer.step(evaluate);
    // m̂ = (0.09·2 + 0.1·0.5)/0.19, v̂ = (0.000999·4 + 0.001·0.25)/0.001999
    const move = (0.1 * (0.23 / 0.19)) / Math.sqrt(0.004246 / 0.001999);
    expect(optimizer.x[0]).toBeCloseTo(0.9 - move, 6);
  });

  it('gives the bias-corrected average of its iterates', async () => {
    const optimizer = new Adam(Float32Array.of(0), { learningRate: 1, epsilon: 0, averaging: 0.75 });
    const evaluate: Evaluate = async () => ({ loss: 0, gradient: Float32Array.of(-2) });
    // A constant gradient: every step is the learning rate, to 1, 2, 3.
    await steps(optimizer, evaluate, 3);
    const average = (0.25 * (3 + 0.75 * 2 + 0.75 ** 2 * 1)) / (1 - 0.75 ** 3);
    expect(optimizer.x[0]).toBeCloseTo(average, 5);
  });

  it('finds the minimum of a quadratic', async () => {
    const optimizer = new Adam(new Float32Array(5), { learningRate: 0.05 });
    await steps(optimizer, quadratic, 900);
    for (const [i, value] of optimizer.x.entries()) expect(value).toBeCloseTo(i, 2);
  });

  it('follows Rosenbrock’s valley', async () => {
    const optimizer = new Adam(Float32Array.of(-1.2, 1), { learningRate: 0.02, beta2: 0.999 });
    await steps(optimizer, rosenbrock, 4000);
    for (const value of optimizer.x) expect(value).toBeCloseTo(1, 1);
  });
});

describe('Sgd', () => {
  it('takes decaying steps down the gradient', async () => {
    const optimizer = new Sgd(Float32Array.of(0), { learningRate: 1, decay: 0.5, decaySteps: 1 });
    const evaluate: Evaluate = async () => ({ loss: 0, gradient: Float32Array.of(-8) });
    await steps(optimizer, evaluate, 3);
    expect(optimizer.x[0]).toBe(8 + 4 + 2);
  });

  it('has the schedule of the Keras chapter when nothing is said', async () => {
    const optimizer = new Sgd(Float32Array.of(0));
    let at = 0;
    const evaluate: Evaluate = async () => ({ loss: 0, gradient: Float32Array.of(at++ === 0 ? 1 : 0) });
    await steps(optimizer, evaluate, 1);
    expect(optimizer.x[0]).toBe(-100);
    at = 0;
    const later = Sgd.restore({ scalars: { steps: 250 }, arrays: [Float32Array.of(0)] });
    await steps(later, evaluate, 1);
    expect(later.x[0]).toBeCloseTo(-100 * 0.96 ** 2.5, 4);
  });

  it('chooses a rate by the length of its first step', async () => {
    const optimizer = new Sgd(new Float32Array(2), { learningRate: null, firstStep: 5, decay: 1 });
    const gradients = [Float32Array.of(6, 8), Float32Array.of(3, 0)];
    const evaluate: Evaluate = async () => ({ loss: 0, gradient: gradients.shift() ?? new Float32Array(2) });
    // Root mean square of (6, 8): √50; so the rate is 5/√50.
    await steps(optimizer, evaluate, 2);
    expect(optimizer.x[0]).toBeCloseTo((-5 * 9) / Math.sqrt(50), 5);
    expect(optimizer.x[1]).toBeCloseTo((-5 * 8) / Math.sqrt(50), 5);
  });

  it('says when no first step can be chosen, since the gradient vanishes', async () => {
    const optimizer = new Sgd(Float32Array.of(0, 1), { learningRate: null });
    expect(await optimizer.step(quadratic)).toEqual({ loss: 0, evaluations: 1, converged: true });
  });

  it('finds the minimum of a quadratic', async () => {
    const optimizer = new Sgd(new Float32Array(5), { learningRate: 0.01 });
    await steps(optimizer, quadratic, 1500);
    for (const [i, value] of optimizer.x.entries()) expect(value).toBeCloseTo(i, 3);
  });

  it('follows Rosenbrock’s valley', async () => {
    const optimizer = new Sgd(Float32Array.of(-1.2, 1), { learningRate: 1.5e-3, decay: 1 });
    await steps(optimizer, rosenbrock, 20_000);
    for (const value of optimizer.x) expect(value).toBeCloseTo(1, 1);
  });

  it('refuses a state that is none', () => {
    expect(() => Sgd.restore({ scalars: {}, arrays: [] })).toThrow('not a state');
  });
});
