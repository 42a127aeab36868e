import { z } from 'zod';
import { invalidForm } from '../rest/rest-error.js';
import { legacyComponents, v2Components } from './components.js';
import { embedsForm } from './embeds.js';
import { integer, list, readForm, snowflake, text } from './form.js';

/** Message flags (Discord, Message resource). */
export const FLAG = {
  SUPPRESS_EMBEDS: 1 << 2,
  EPHEMERAL: 1 << 6,
  LOADING: 1 << 7,
  SUPPRESS_NOTIFICATIONS: 1 << 12,
  IS_COMPONENTS_V2: 1 << 15,
} as const;

const attachment = z.object({
  id: snowflake,
  filename: text(1, 1024).nullish(),
  description: text(0, 1024).nullish(),
  is_spoiler: z.boolean().nullish(),
});

const base = z.object({
  content: text(0, 2000).nullish(),
  embeds: embedsForm.nullish(),
  attachments: list(attachment, 0, 10).nullish(),
  flags: integer(0, 2_147_483_647).nullish(),
  tts: z.boolean().nullish(),
  nonce: z.union([z.int(), text(0, 25)]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  allowed_mentions: z
    .object({
      parse: z.array(z.enum(['users', 'roles', 'everyone'])).nullish(),
      users: list(snowflake, 0, 100).nullish(),
      roles: list(snowflake, 0, 100).nullish(),
      replied_user: z.boolean().nullish(),
    })
    .nullish(),
  message_reference: z
    .object({
      message_id: snowflake,
      channel_id: snowflake.nullish(),
      fail_if_not_exists: z.boolean().nullish(),
    })
    .nullish(),
});

const legacyForm = base.extend({ components: legacyComponents.nullish() });
const v2Form = base.extend({ components: v2Components.nullish() });

export type MessageForm = z.output<typeof legacyForm> | z.output<typeof v2Form>;

/** What has to be known of the message that a form is for. */
export interface FormTarget {
  /** The flags of the message as it stands: 0 for a new one. */
  readonly flags: number;
  /** What the message shows already that Components V2 cannot: an edit that adds the flag must clear it. */
  readonly legacyFields: readonly ('content' | 'embeds')[];
}

/**
 * Reads the form of a new or edited message: lengths, embeds, components, and the rules that hold them together.
 * Components V2 replaces content and embeds, is never taken back, and is asked for by its flag.
 */
export function readMessageForm(body: unknown, target: FormTarget, prefix: readonly string[]): MessageForm {
  const flags = readForm(base.pick({ flags: true }), body, prefix).flags;
  const hadV2 = (target.flags & FLAG.IS_COMPONENTS_V2) !== 0;
  const wantsV2 = flags == null ? hadV2 : (flags & FLAG.IS_COMPONENTS_V2) !== 0;
  if (hadV2 && !wantsV2) {
    throw invalidForm([
      {
        path: [...prefix, 'flags'],
        code: 'MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG',
        message: 'The MessageFlags.IS_COMPONENTS_V2 flag cannot be removed from a message.',
      },
    ]);
  }
  if (!wantsV2) return readForm(legacyForm, body, prefix);

  const form = readForm(v2Form, body, prefix);
  const forbidden = (['content', 'embeds'] as const).filter((field) => {
    const given = form[field];
    if (given !== undefined && given !== null) return given.length > 0;
    // Left out of an edit: what stands there would stay.
    return given === undefined && target.legacyFields.includes(field);
  });
  if (forbidden.length > 0) {
    throw invalidForm(
      forbidden.map((field) => ({
        path: [...prefix, field],
        code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
        message: `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
      })),
    );
  }
  return form;
}

/** A deferred answer may say only whether it is ephemeral. */
export function readDeferFlags(body: unknown): number {
  const form = readForm(
    z.object({ data: z.object({ flags: integer(0, 2_147_483_647).nullish() }).nullish() }),
    body,
  );
  const flags = form.data?.flags ?? 0;
  if (flags & ~(FLAG.EPHEMERAL | FLAG.SUPPRESS_EMBEDS)) {
    throw invalidForm([
      {
        path: ['data', 'flags'],
        code: 'BITFIELD_TYPE_INVALID',
        message: 'Only MessageFlags.EPHEMERAL can be set on a deferred answer.',
      },
    ]);
  }
  return flags & FLAG.EPHEMERAL;
}
