import { z } from 'zod';
import { invalidForm } from '../rest/rest-error.js';
import { integer, list, readForm, text } from './form.js';

/** Interaction types. */
export const INTERACTION = { COMMAND: 2, COMPONENT: 3, AUTOCOMPLETE: 4, MODAL_SUBMIT: 5 } as const;
export type InteractionType = (typeof INTERACTION)[keyof typeof INTERACTION];

/** Interaction callback types. */
export const CALLBACK = {
  MESSAGE: 4,
  DEFERRED_MESSAGE: 5,
  DEFERRED_UPDATE: 6,
  UPDATE: 7,
  AUTOCOMPLETE: 8,
  MODAL: 9,
} as const;
export type CallbackType = (typeof CALLBACK)[keyof typeof CALLBACK];

/** Which answers an interaction takes. An update needs a message to update. */
function allowedCallbacks(type: InteractionType, hasMessage: boolean): readonly CallbackType[] {
  const update = hasMessage ? [CALLBACK.DEFERRED_UPDATE, CALLBACK.UPDATE] : [];
  switch (type) {
    case INTERACTION.COMMAND:
      return [CALLBACK.MESSAGE, CALLBACK.DEFERRED_MESSAGE, CALLBACK.MODAL];
    case INTERACTION.COMPONENT:
      return [CALLBACK.MESSAGE, CALLBACK.DEFERRED_MESSAGE, ...update, CALLBACK.MODAL];
    case INTERACTION.AUTOCOMPLETE:
      return [CALLBACK.AUTOCOMPLETE];
    case INTERACTION.MODAL_SUBMIT:
      return [CALLBACK.MESSAGE, CALLBACK.DEFERRED_MESSAGE, ...update];
  }
}

export function readCallbackType(body: unknown, type: InteractionType, hasMessage: boolean): CallbackType {
  const given = readForm(z.object({ type: integer(1, 12) }), body).type;
  const found = allowedCallbacks(type, hasMessage).find((allowed) => allowed === given);
  if (found !== undefined) return found;
  throw invalidForm([
    {
      path: ['type'],
      code: 'INTERACTION_RESPONSE_TYPE_INVALID',
      message: `This interaction cannot be answered with type ${given}.`,
    },
  ]);
}

const choicesForm = z.object({
  data: z.object({
    choices: list(
      z.object({
        name: text(1, 100),
        name_localizations: z.record(z.string(), z.string()).nullish(),
        value: z.union([text(0, 100), z.number()]),
      }),
      0,
      25,
    ),
  }),
});

/** Up to 25 suggestions whose values fit the option's type: text, or a number. */
export function readChoices(body: unknown, numeric: boolean): { name: string; value: string | number }[] {
  const { choices } = readForm(choicesForm, body).data;
  const wrong = choices.flatMap((choice, index) =>
    (typeof choice.value === 'number') === numeric
      ? []
      : [
          {
            path: ['data', 'choices', index, 'value'],
            code: numeric ? 'NUMBER_TYPE_COERCE' : 'STRING_TYPE_CONVERT',
            message: numeric ? 'Value is not a number.' : 'Could not interpret value as string.',
          },
        ],
  );
  if (wrong.length > 0) throw invalidForm(wrong);
  return choices.map(({ name, value }) => ({ name, value }));
}
