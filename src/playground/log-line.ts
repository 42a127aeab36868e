import { z } from 'zod';
import type { BackstageLine } from '../sandbox/api.js';

const record = z.looseObject({
  level: z.number(),
  time: z.number(),
  name: z.string(),
  msg: z.string().default(''),
  job: z.string().optional(),
});

/** Reads a line of pino's JSON; null for anything else, such as what a runtime writes by itself. */
export function readLine(line: string): BackstageLine | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = record.safeParse(value);
  if (!parsed.success) return null;
  const { level, time, name, msg, job, pid: _pid, hostname: _hostname, ...fields } = parsed.data;
  return { level, time, program: name, text: msg, job: job ?? null, fields };
}
