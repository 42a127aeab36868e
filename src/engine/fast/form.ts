/*
 * The shapes of image transformation networks as data (Johnson, Alahi & Fei-Fei 2016, supplementary material): a
 * convolution on the whole picture, some that halve it, residual blocks on the smallest, some that enlarge it again, and
 * one back to colours. Enlarging is by nearest neighbour and then a convolution, which leaves no checkerboard (Odena,
 * Dumoulin & Olah 2016); every convolution but the last is followed by an instance normalisation (Ulyanov, Vedaldi &
 * Lempitsky 2016).
 */

/** One convolution, reflection-padded so that stride alone changes the size. */
export interface Convolution {
  readonly name: string;
  /** Odd. */
  readonly side: number;
  readonly stride: 1 | 2;
  /** By how much the maps are enlarged first. */
  readonly enlarge: 1 | 2;
  readonly inputs: number;
  readonly outputs: number;
  /** As a filter for each map by itself and a mixture of maps at each place, instead of all at once. */
  readonly separable: boolean;
  /** Normalised over the picture afterwards; else it has a bias. */
  readonly normalised: boolean;
  readonly rectified: boolean;
  /** An earlier convolution with maps of the same shape, whose result is added to this one's (Ronneberger et al. 2015). */
  readonly skip?: string | undefined;
}

/** A step of the network: a convolution, or some whose result is added to what went in. */
export type Step =
  | ({ readonly kind: 'convolution' } & Convolution)
  | { readonly kind: 'residual'; readonly convolutions: readonly Convolution[] };

export interface NetworkForm {
  readonly name: FormName;
  readonly steps: readonly Step[];
  /** What the halving steps make of a side: both sides of a picture are padded to multiples of it. */
  readonly stride: number;
  /** Maps of noise that go in with the colours (`noise.ts`), by the width of their cells in pixels. */
  readonly noise: readonly number[];
}

export const FORM_NAMES = ['half', 'small'] as const;
export type FormName = (typeof FORM_NAMES)[number];

/** Sides that are multiples of it suit every form. */
export const FORM_STRIDE = 8;

/** From a pixel's own to that of a large brush. */
const NOISE = [1, 3, 8, 16];

/**
 * - `half`: Johnson's network at half its width, 0.43 million parameters.
 * - `small`: made to learn quickly on a CPU; 0.14 million parameters. Noise goes in with the photo. It thinks on an
 *   eighth of the picture, where its blocks see twice as far and cost a quarter, in separable convolutions; what it saw
 *   at a half and a quarter is handed over to the way back up.
 */
export function networkForm(name: FormName): NetworkForm {
  switch (name) {
    case 'half':
      return {
        name,
        stride: 4,
        noise: [],
        steps: [
          dense('in', 9, 1, 3, 16),
          dense('down1', 3, 2, 16, 32),
          dense('down2', 3, 2, 32, 64),
          ...residuals(64, false),
          { ...dense('up1', 3, 1, 64, 32), enlarge: 2 },
          { ...dense('up2', 3, 1, 32, 16), enlarge: 2 },
          colours(9, 16),
        ],
      };
    case 'small':
      return {
        name,
        stride: 8,
        noise: NOISE,
        steps: [
          dense('in', 5, 2, 3 + NOISE.length, 16),
          dense('down1', 3, 2, 16, 48),
          { ...dense('down2', 3, 2, 48, 96), separable: true },
          ...residuals(96, true),
          { ...dense('up1', 3, 1, 96, 48), enlarge: 2, separable: true, skip: 'down1' },
          refined('refine1', 48, true),
          { ...dense('up2', 3, 1, 48, 16), enlarge: 2, skip: 'in' },
          refined('refine2', 16, false),
          { ...dense('up3', 3, 1, 16, 12), enlarge: 2 },
          colours(5, 12),
        ],
      };
  }
}

type ConvolutionStep = Extract<Step, { kind: 'convolution' }>;

const RESIDUALS = 5;

function dense(name: string, side: number, stride: 1 | 2, inputs: number, outputs: number): ConvolutionStep {
  const kind = { kind: 'convolution', separable: false, normalised: true, rectified: true } as const;
  return { ...kind, name, side, stride, enlarge: 1, inputs, outputs };
}

function residuals(maps: number, separable: boolean): Step[] {
  return Array.from({ length: RESIDUALS }, (_, i) => ({
    kind: 'residual',
    convolutions: [
      { ...within(`residual${i + 1}/a`, maps, separable), rectified: true },
      within(`residual${i + 1}/b`, maps, separable),
    ],
  }));
}

function refined(name: string, maps: number, separable: boolean): Step {
  return { kind: 'residual', convolutions: [within(name, maps, separable)] };
}

/** A convolution of a residual block. */
function within(name: string, maps: number, separable: boolean): Convolution {
  const { kind: _, ...convolution } = dense(name, 3, 1, maps, maps);
  return { ...convolution, separable, rectified: false };
}

function colours(side: number, inputs: number): Step {
  return { ...dense('out', side, 1, inputs, 3), normalised: false, rectified: false };
}

/** All convolutions, in the order that they are computed in. */
export function convolutionsOf(form: NetworkForm): Convolution[] {
  return form.steps.flatMap((step) => (step.kind === 'residual' ? step.convolutions : [step]));
}

/** One tensor of the network's parameters. */
export interface ParameterShape {
  /** E.g. `down1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * The parameters of a form, in the order that they are kept in: for each convolution its `kernel` [side, side, inputs,
 * outputs] (or `depthwise` [side, side, maps, 1] and `pointwise` [1, 1, inputs, outputs]), then its `bias` [outputs], or
 * the normalisation's `scale` and `shift` and how they change with strength (`scaleByStrength`, `shiftByStrength`), each
 * [outputs].
 */
export function parametersOf(form: NetworkForm): ParameterShape[] {
  return convolutionsOf(form).flatMap((convolution) => {
    const { name, side, inputs, outputs, separable, normalised } = convolution;
    const kernels: [string, readonly number[]][] = separable
      ? [
          ['depthwise', [side, side, filtered(convolution), 1]],
          ['pointwise', [1, 1, inputs, outputs]],
        ]
      : [['kernel', [side, side, inputs, outputs]]];
    const vectors = normalised ? ['scale', 'shift', 'scaleByStrength', 'shiftByStrength'] : ['bias'];
    return [...kernels, ...vectors.map((vector): [string, readonly number[]] => [vector, [outputs]])].map(
      ([part, shape]) => ({ name: `${name}/${part}`, shape }),
    );
  });
}

/**
 * How many maps a separable convolution filters. One that enlarges mixes first, since a mixture and an enlargement may
 * change places, and there are fewer maps to enlarge and to filter then.
 */
export function filtered({ enlarge, inputs, outputs }: Convolution): number {
  return enlarge > 1 ? outputs : inputs;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** How many numbers a form's parameters are. */
export function parameterCount(form: NetworkForm): number {
  return parametersOf(form).reduce((total, { shape }) => total + sizeOf(shape), 0);
}

export function isFormName(name: unknown): name is FormName {
  return FORM_NAMES.some((known) => known === name);
}
