import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError, hasErrno } from '../../errors.js';
import { FORM_NAMES, type NetworkForm, networkForm, parameterCount, parametersOf } from './form.js';
import { separateParameters } from './parameters.js';
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from './safetensors.js';

/** Of what `transform` computes with the parameters: raise it with every change that old files would suffer from. */
export const ARCHITECTURE = 'gramarye-transform-2';

/** How a network came about; the same as `network.training` in a preset's manifest, and what else is worth knowing. */
export const trainingRecordSchema = z.strictObject({
  pictures: z.int().min(0),
  steps: z.int().min(0),
  /** Losses on held-out pictures at the end, by name. */
  losses: z.record(z.string(), z.number()),
  date: z.iso.date(),
  /** Longest side, in pixels, of the pictures whose crops it was trained on. */
  size: z.int().min(1),
  extractor: z.string(),
  /** Factor on the style loss that strength 1 stands for, the preset's own included. */
  strength: z.number().positive(),
  seed: z.int().min(0),
  /** SHA-256 of the network's file that it began with, where it did not begin with random numbers. */
  from: z.string().optional(),
});
export type TrainingRecord = z.infer<typeof trainingRecordSchema>;

/** A trained network as it is kept in a file. */
export interface StoredNetwork {
  readonly form: NetworkForm;
  /** One after the other, as `parametersOf` has them. */
  readonly parameters: Float32Array;
  readonly training: TrainingRecord;
}

/** A network read from a file, and the file's SHA-256 in hex. */
export interface ReadNetwork extends StoredNetwork {
  readonly digest: string;
}

const metadataSchema = z.object({
  architecture: z.literal(ARCHITECTURE),
  form: z.enum(FORM_NAMES),
  training: z.string(),
});

export function encodeNetwork({ form, parameters, training }: StoredNetwork): Uint8Array {
  const separate = separateParameters(form, parameters);
  return encodeSafetensors({
    tensors: parametersOf(form).map(({ name, shape }, i) => ({
      name,
      shape,
      data: separate[i] ?? new Float32Array(),
    })),
    metadata: { architecture: ARCHITECTURE, form: form.name, training: JSON.stringify(training) },
  });
}

/**
 * Reads a network. Throws NETWORK_UNUSABLE where the file is missing, damaged or of another architecture.
 * @param digest SHA-256 that the file must have, where that is known.
 */
export async function readNetwork(path: string, digest?: string): Promise<ReadNetwork> {
  const unusable = (problem: string, cause?: unknown) =>
    new AppError('NETWORK_UNUSABLE', { path, problem }, { cause });
  const bytes = await readFile(path).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) throw unusable('there is no such file', error);
    throw error;
  });
  const found = createHash('sha256').update(bytes).digest('hex');
  if (digest !== undefined && digest !== found) {
    throw unusable(`it is not the file that was trained: its SHA-256 is ${found}`);
  }
  try {
    return { ...decodeNetwork(bytes), digest: found };
  } catch (error) {
    if (error instanceof SafetensorsError) throw unusable(`it ${error.message}`, error);
    throw error;
  }
}

/** Throws SafetensorsError, in words that follow “the file”. */
export function decodeNetwork(bytes: Uint8Array): StoredNetwork {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const known = metadataSchema.safeParse(metadata);
  if (!known.success) {
    throw new SafetensorsError(
      `is of another architecture (${metadata.architecture ?? 'it does not say which'}; this Gramarye reads ${ARCHITECTURE})`,
    );
  }
  const form = networkForm(known.data.form);
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const parameters = new Float32Array(parameterCount(form));
  let start = 0;
  for (const { name, shape } of parametersOf(form)) {
    const tensor = byName.get(name);
    if (tensor === undefined)
      throw new SafetensorsError(`lacks “${name}”, which the form “${form.name}” has`);
    if (tensor.shape.join() !== shape.join()) {
      throw new SafetensorsError(
        `has [${tensor.shape}] for “${name}”, where the form “${form.name}” has [${shape}]`,
      );
    }
    if (!tensor.data.every(Number.isFinite)) throw new SafetensorsError(`has no numbers in “${name}”`);
    byName.delete(name);
    parameters.set(tensor.data, start);
    start += tensor.data.length;
  }
  const [extra] = byName.keys();
  if (extra !== undefined) {
    throw new SafetensorsError(`has “${extra}”, which the form “${form.name}” has not`);
  }
  return { form, parameters, training: parseTraining(known.data.training) };
}

function parseTraining(text: string): TrainingRecord {
  try {
    return trainingRecordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SafetensorsError('does not say properly how it was trained', { cause });
  }
}
