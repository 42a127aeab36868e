import { z } from 'zod';
import { type FieldError, invalidForm } from '../rest/rest-error.js';

/** A complaint in Discord's words: its code and its sentence travel in one zod message. */
export function says(code: string, message: string): string {
  return `${code}: ${message}`;
}

/** A string whose length is counted in characters (code points), as Discord counts. */
export function text(min: number, max: number) {
  const complaint =
    min > 0
      ? says('BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)
      : says('BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
  return z.string().refine((value) => {
    const length = [...value].length;
    return length >= min && length <= max;
  }, complaint);
}

export function list<Item extends z.ZodType>(item: Item, min: number, max: number) {
  const complaint =
    min > 0
      ? says('BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)
      : says('BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
  return z.array(item).min(min, complaint).max(max, complaint);
}

export function integer(min: number, max: number) {
  return z
    .int()
    .min(min, says('NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`))
    .max(max, says('NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`));
}

export const snowflake = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((value) => /^\d{1,20}$/.test(value), says('NUMBER_TYPE_COERCE', 'Value is not snowflake.'));

/** The message for a union told apart by `type`. */
export function typeChoices(types: readonly number[]): string {
  return says('UNION_TYPE_CHOICES', `Value of field "type" must be one of (${types.join(', ')}).`);
}

/** Reads a form, or refuses it with code 50035, every field named, below `prefix`. */
export function readForm<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  prefix: readonly string[] = [],
): z.output<Schema> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  throw invalidForm(result.error.issues.flatMap((issue) => fieldErrors(issue, prefix)));
}

function fieldErrors(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): FieldError[] {
  const worded = /^([A-Z0-9_]{4,}): (.*)$/s.exec(issue.message);
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union' && path.at(-1) === 'type') path.pop();
  if (worded !== null) return [{ path, code: worded[1] ?? '', message: worded[2] ?? '' }];
  if (issue.message.endsWith('received undefined')) {
    return [{ path, code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }];
  }
  switch (issue.code) {
    case 'invalid_value':
      return [
        { path, code: 'BASE_TYPE_CHOICES', message: `Value must be one of {${issue.values.join(', ')}}.` },
      ];
    case 'invalid_type':
      return [{ path, code: `${TYPE_NAMES[issue.expected] ?? 'BASE'}_TYPE_CONVERT`, message: issue.message }];
    default:
      return [{ path, code: 'BASE_TYPE_INVALID', message: issue.message }];
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'STRING',
  number: 'NUMBER',
  int: 'NUMBER',
  boolean: 'BOOLEAN',
  array: 'LIST',
  object: 'MODEL',
};
