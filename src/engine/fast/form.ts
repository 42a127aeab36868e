/*
 * The shapes of image transformation networks as data (Johnson, Alahi & Fei-Fei 2016, supplementary material): a
 * convolution on the whole picture, two that halve it, five residual blocks on its quarter, two that enlarge it again,
 * and one back to colours. Enlarging is by nearest neighbour and then a convolution, which leaves no checkerboard
 * (Odena, Dumoulin & Olah 2016); every convolution but the last is followed by an instance normalisation (Ulyanov,
 * Vedaldi & Lempitsky 2016).
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
}

/** A step of the network: a convolution, or two whose result is added to what went in. */
export type Step =
  | ({ readonly kind: 'convolution' } & Convolution)
  | { readonly kind: 'residual'; readonly convolutions: readonly [Convolution, Convolution] };

export interface NetworkForm {
  readonly name: FormName;
  readonly steps: readonly Step[];
}

export const FORM_NAMES = ['half', 'small'] as const;
export type FormName = (typeof FORM_NAMES)[number];

/** What the halving steps make of a side: both sides of a picture are padded to multiples of it. */
export const FORM_STRIDE = 4;

/**
 * - `half`: Johnson's network at half its width, 0.42 million parameters.
 * - `small`: separable convolutions, and no dense one on all pixels but the last; 0.12 million parameters.
 */
export function networkForm(name: FormName): NetworkForm {
  switch (name) {
    case 'half':
      return {
        name,
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
        steps: [
          dense('in', 5, 2, 3, 32),
          { ...dense('down', 3, 2, 32, 96), separable: true },
          ...residuals(96, true),
          { ...dense('up1', 3, 1, 96, 32), enlarge: 2, separable: true },
          { ...dense('up2', 3, 1, 32, 16), enlarge: 2, separable: true },
          colours(5, 16),
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
  const one = (name: string, rectified: boolean): Convolution => {
    const { kind: _, ...convolution } = dense(name, 3, 1, maps, maps);
    return { ...convolution, separable, rectified };
  };
  return Array.from({ length: RESIDUALS }, (_, i) => ({
    kind: 'residual',
    convolutions: [one(`residual${i + 1}/a`, true), one(`residual${i + 1}/b`, false)],
  }));
}

function colours(side: number, inputs: number): Step {
  return { ...dense('out', side, 1, inputs, 3), normalised: false, rectified: false };
}

/** All convolutions, in the order that they are computed in. */
export function convolutionsOf(form: NetworkForm): Convolution[] {
  return form.steps.flatMap((step) => (step.kind === 'residual' ? [...step.convolutions] : [step]));
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
