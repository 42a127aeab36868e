import { z } from 'zod';

/** The settings there are at a place of a schema, e.g. of `['styles', 0]`; none where that is no object. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const plain = unwrapped(schema);
  const [key, ...rest] = path;
  if (key === undefined) return plain instanceof z.ZodObject ? Object.keys(plain.shape) : [];
  if (plain instanceof z.ZodArray) return knownKeys(plain.element, rest);
  if (!(plain instanceof z.ZodObject)) return [];
  const inner: unknown = plain.shape[String(key)];
  return inner instanceof z.ZodType ? knownKeys(inner, rest) : [];
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodNullable) {
    inner = inner.unwrap();
  }
  return inner;
}
