import { z } from 'zod';
import { LOCALES } from '../forms/locales.js';
import { PERMISSION_NAMES } from '../world/permissions.js';

const optionValue = z.union([z.string(), z.number(), z.boolean(), z.strictObject({ upload: z.string() })]);

const command = {
  channel: z.string().min(1),
  name: z.string().min(1),
  options: z.record(z.string(), optionValue).default({}),
  path: z.array(z.string()).max(2).default([]),
  target: z.string().exactOptional(),
};

/** What the human's face takes: the inputs of `api.ts`, unknown keys refused. */
export const commandInput = z.strictObject(command);
export const autocompleteInput = z.strictObject({
  ...command,
  focused: z.string(),
  value: z.union([z.string(), z.number()]),
});
export const pressInput = z.strictObject({
  messageId: z.string(),
  customId: z.string(),
  values: z.array(z.string()).exactOptional(),
});
export const modalInput = z.strictObject({
  interactionId: z.string(),
  fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});
export const postInput = z.strictObject({
  channel: z.string(),
  content: z.string().max(2000).exactOptional(),
  files: z.array(z.string()).max(10).exactOptional(),
});

const fault = z.strictObject({
  method: z.string().exactOptional(),
  route: z.string().exactOptional(),
  filesOver: z.number().int().min(0).exactOptional(),
  times: z.number().int().min(1).exactOptional(),
  status: z.number().int().min(0).max(599).exactOptional(),
  code: z.number().int().exactOptional(),
  retryAfter: z.number().positive().exactOptional(),
  global: z.boolean().exactOptional(),
  delay: z.number().min(0).max(60_000).exactOptional(),
});

const row = z.record(z.string(), z.unknown());

/** What goes on behind the bot, told by whoever runs it. */
export const backstageInput = z.strictObject({
  jobs: z
    .array(z.strictObject({ id: z.string(), messageId: z.string().nullable(), state: z.string(), row }))
    .exactOptional(),
  lines: z
    .array(
      z.strictObject({
        time: z.number(),
        level: z.number(),
        program: z.string(),
        text: z.string(),
        job: z.string().nullable(),
        fields: row,
      }),
    )
    .exactOptional(),
});

const permissionNames = z.array(z.enum(PERMISSION_NAMES as readonly [string, ...string[]]));

/** What each control takes. */
export const controlInputs = {
  'expire-token': z.strictObject({ interactionId: z.string() }),
  'pass-time': z.strictObject({
    interactionId: z.string().exactOptional(),
    messageId: z.string().exactOptional(),
    ms: z.number().positive(),
  }),
  'drop-gateway': z.strictObject({
    resumable: z.boolean(),
    how: z.enum(['close', 'cut', 'reconnect']).exactOptional(),
  }),
  'fail-next': fault,
  'switch-fault': z.strictObject({ name: z.string().min(1), fault: fault.nullable() }),
  'clear-faults': z.strictObject({}),
  reset: z.strictObject({}),
  'set-attachment-limit': z.strictObject({ bytes: z.number().int().min(1) }),
  'set-permissions': z.strictObject({
    channel: z.string(),
    who: z.string().default('bot'),
    allow: permissionNames.default([]),
    deny: permissionNames.default([]),
  }),
  'set-age-restricted': z.strictObject({ channel: z.string(), restricted: z.boolean() }),
  'set-locale': z.strictObject({ user: z.string(), locale: z.enum(LOCALES) }),
  'set-direct-messages': z.strictObject({ user: z.string(), accepted: z.boolean() }),
  'add-person': z.strictObject({ user: z.string().regex(/^[a-z0-9_.]{2,32}$/) }),
  'set-role': z.strictObject({
    guild: z.string().default('Studio'),
    user: z.string(),
    role: z.string().min(1).max(100),
    held: z.boolean(),
  }),
  'set-bot-member': z.strictObject({ guild: z.string().default('Studio'), member: z.boolean() }),
  'delete-message': z.strictObject({ messageId: z.string() }),
  'delete-channel': z.strictObject({ channel: z.string() }),
} as const;

export type ControlName = keyof typeof controlInputs;
