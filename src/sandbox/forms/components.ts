import { z } from 'zod';
import { integer, list, says, text, typeChoices } from './form.js';

/** Component types (Discord, Component Reference). */
export const COMPONENT = {
  ACTION_ROW: 1,
  BUTTON: 2,
  STRING_SELECT: 3,
  TEXT_INPUT: 4,
  USER_SELECT: 5,
  ROLE_SELECT: 6,
  MENTIONABLE_SELECT: 7,
  CHANNEL_SELECT: 8,
  SECTION: 9,
  TEXT_DISPLAY: 10,
  THUMBNAIL: 11,
  MEDIA_GALLERY: 12,
  FILE: 13,
  SEPARATOR: 14,
  CONTAINER: 17,
  LABEL: 18,
  FILE_UPLOAD: 19,
} as const;

const id = integer(0, 2_147_483_647).nullish();
const customId = text(1, 100);
const emoji = z.object({
  id: z.string().nullish(),
  name: z.string().nullish(),
  animated: z.boolean().nullish(),
});

const LINK = 5;
const PREMIUM = 6;

const button = z
  .object({
    type: z.literal(COMPONENT.BUTTON),
    id,
    style: integer(1, PREMIUM),
    custom_id: customId.nullish(),
    label: text(0, 80).nullish(),
    emoji: emoji.nullish(),
    url: text(0, 512).nullish(),
    sku_id: z.string().nullish(),
    disabled: z.boolean().nullish(),
  })
  .superRefine((value, context) => {
    const complain = (field: string, code: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message: says(code, message) });
    if (value.style === LINK) {
      if (!value.url) complain('url', 'BASE_TYPE_REQUIRED', 'This field is required');
      if (value.custom_id) {
        complain(
          'custom_id',
          'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
          'A custom id and url cannot both be specified',
        );
      }
    } else if (value.style !== PREMIUM) {
      if (!value.custom_id) {
        complain('custom_id', 'BUTTON_COMPONENT_CUSTOM_ID_REQUIRED', 'A custom id is required');
      }
      if (value.url) {
        complain(
          'url',
          'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
          'A custom id and url cannot both be specified',
        );
      }
      if (!value.label && !value.emoji) {
        complain('label', 'BASE_TYPE_REQUIRED', 'This field is required');
      }
    }
  });

const selectBase = {
  id,
  custom_id: customId,
  placeholder: text(0, 150).nullish(),
  min_values: integer(0, 25).nullish(),
  max_values: integer(1, 25).nullish(),
  disabled: z.boolean().nullish(),
  required: z.boolean().nullish(),
};

const selectOption = z.object({
  label: text(1, 100),
  value: text(1, 100),
  description: text(0, 100).nullish(),
  emoji: emoji.nullish(),
  default: z.boolean().nullish(),
});

const stringSelect = z
  .object({
    type: z.literal(COMPONENT.STRING_SELECT),
    ...selectBase,
    options: list(selectOption, 1, 25),
  })
  .superRefine((value, context) => {
    const seen = new Set<string>();
    for (const [index, option] of value.options.entries()) {
      if (seen.has(option.value)) {
        context.addIssue({
          code: 'custom',
          path: ['options', index, 'value'],
          message: says(
            'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
            'The specified option value is already used',
          ),
        });
      }
      seen.add(option.value);
    }
  });

const entitySelect = <Type extends 5 | 6 | 7 | 8>(type: Type) =>
  z.object({
    type: z.literal(type),
    ...selectBase,
    default_values: z.array(z.object({ id: z.string(), type: z.string() })).nullish(),
    channel_types: z.array(z.int()).nullish(),
  });

const ROW_TYPES = [2, 3, 5, 6, 7, 8] as const;

const actionRow = z
  .object({
    type: z.literal(COMPONENT.ACTION_ROW),
    id,
    components: list(
      z.discriminatedUnion(
        'type',
        [button, stringSelect, entitySelect(5), entitySelect(6), entitySelect(7), entitySelect(8)],
        { error: typeChoices(ROW_TYPES) },
      ),
      1,
      5,
    ),
  })
  .superRefine((row, context) => {
    // A select is as wide as five buttons.
    let width = 0;
    for (const [index, child] of row.components.entries()) {
      width += child.type === COMPONENT.BUTTON ? 1 : 5;
      if (width > 5) {
        context.addIssue({
          code: 'custom',
          path: ['components', index],
          message: says(
            'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
            'The specified component exceeds the maximum width',
          ),
        });
      }
    }
  });

const media = z.object({ url: text(1, 2048) }).superRefine((value, context) => {
  if (/^(https?|attachment):\/\/./.test(value.url)) return;
  context.addIssue({
    code: 'custom',
    path: ['url'],
    message: says(
      'URL_TYPE_INVALID_SCHEME',
      "Scheme must be one of ('http', 'https', 'attachment') and the URL must be well formed.",
    ),
  });
});

const textDisplay = z.object({ type: z.literal(COMPONENT.TEXT_DISPLAY), id, content: text(1, 4000) });

const thumbnail = z.object({
  type: z.literal(COMPONENT.THUMBNAIL),
  id,
  media,
  description: text(0, 1024).nullish(),
  spoiler: z.boolean().nullish(),
});

const section = z.object({
  type: z.literal(COMPONENT.SECTION),
  id,
  components: list(
    z.discriminatedUnion('type', [textDisplay], { error: typeChoices([COMPONENT.TEXT_DISPLAY]) }),
    1,
    3,
  ),
  accessory: z.discriminatedUnion('type', [button, thumbnail], {
    error: typeChoices([COMPONENT.BUTTON, COMPONENT.THUMBNAIL]),
  }),
});

const mediaGallery = z.object({
  type: z.literal(COMPONENT.MEDIA_GALLERY),
  id,
  items: list(
    z.object({ media, description: text(0, 1024).nullish(), spoiler: z.boolean().nullish() }),
    1,
    10,
  ),
});

const file = z.object({
  type: z.literal(COMPONENT.FILE),
  id,
  file: z.object({
    url: text(1, 2048).refine(
      (url) => url.startsWith('attachment://'),
      says('URL_TYPE_INVALID_SCHEME', "Scheme must be one of ('attachment')."),
    ),
  }),
  spoiler: z.boolean().nullish(),
});

const separator = z.object({
  type: z.literal(COMPONENT.SEPARATOR),
  id,
  divider: z.boolean().nullish(),
  spacing: integer(1, 2).nullish(),
});

const CONTAINER_TYPES = [1, 9, 10, 12, 13, 14] as const;

const container = z.object({
  type: z.literal(COMPONENT.CONTAINER),
  id,
  components: list(
    z.discriminatedUnion('type', [actionRow, section, textDisplay, mediaGallery, file, separator], {
      error: typeChoices(CONTAINER_TYPES),
    }),
    1,
    40,
  ),
  accent_color: integer(0, 0xff_ff_ff).nullish(),
  spoiler: z.boolean().nullish(),
});

const V2_TYPES = [...CONTAINER_TYPES, COMPONENT.CONTAINER] as const;

/** The components of a message without the V2 flag: at most five action rows. */
export const legacyComponents = list(
  z.discriminatedUnion('type', [actionRow], { error: typeChoices([COMPONENT.ACTION_ROW]) }),
  0,
  5,
);

/** The components of a message with the V2 flag. The totals (40, 4000 characters) are counted apart. */
export const v2Components = list(
  z.discriminatedUnion('type', [actionRow, section, textDisplay, mediaGallery, file, separator, container], {
    error: typeChoices(V2_TYPES),
  }),
  0,
  40,
);

const textInput = z.object({
  type: z.literal(COMPONENT.TEXT_INPUT),
  id,
  custom_id: customId,
  style: integer(1, 2),
  label: text(0, 45).nullish(),
  min_length: integer(0, 4000).nullish(),
  max_length: integer(1, 4000).nullish(),
  required: z.boolean().nullish(),
  value: text(0, 4000).nullish(),
  placeholder: text(0, 100).nullish(),
});

const fileUpload = z.object({
  type: z.literal(COMPONENT.FILE_UPLOAD),
  id,
  custom_id: customId,
  min_values: integer(0, 10).nullish(),
  max_values: integer(1, 10).nullish(),
  required: z.boolean().nullish(),
});

const label = z.object({
  type: z.literal(COMPONENT.LABEL),
  id,
  label: text(1, 45),
  description: text(0, 100).nullish(),
  component: z.discriminatedUnion(
    'type',
    [textInput, stringSelect, entitySelect(5), entitySelect(6), entitySelect(7), entitySelect(8), fileUpload],
    { error: typeChoices([3, 4, 5, 6, 7, 8, 19]) },
  ),
});

const modalRow = z.object({
  type: z.literal(COMPONENT.ACTION_ROW),
  id,
  components: list(
    z.discriminatedUnion('type', [textInput], { error: typeChoices([COMPONENT.TEXT_INPUT]) }),
    1,
    1,
  ),
});

/** What a modal is: up to five rows or labels (with texts between them), a title, a custom id. */
export const modalForm = z.object({
  custom_id: customId,
  title: text(1, 45),
  components: list(
    z.discriminatedUnion('type', [modalRow, label, textDisplay], { error: typeChoices([1, 10, 18]) }),
    1,
    5,
  ),
});

export type LegacyComponents = z.output<typeof legacyComponents>;
export type V2Components = z.output<typeof v2Components>;
export type ModalForm = z.output<typeof modalForm>;
