import type { Choice, ChoiceView, CommandOptionView, CommandView } from '../../api.js';
import type { Texts } from '../text/texts.js';

/** Discord's types of options. */
export const OPTION = {
  SUB_COMMAND: 1,
  SUB_COMMAND_GROUP: 2,
  STRING: 3,
  INTEGER: 4,
  BOOLEAN: 5,
  USER: 6,
  CHANNEL: 7,
  ROLE: 8,
  MENTIONABLE: 9,
  NUMBER: 10,
  ATTACHMENT: 11,
} as const;

/** A command that can be run: a command without subcommands, or one of its subcommands. */
export interface Entry {
  readonly command: CommandView;
  readonly path: readonly string[];
  /** `/settings mine`, in the person's language. */
  readonly title: string;
  readonly description: string;
  readonly options: readonly CommandOptionView[];
}

/** What stands in an option's field. A text may stand for a choice that shows another name than its value. */
export type Field =
  | { readonly kind: 'text'; readonly text: string; readonly choice: Choice | null }
  | { readonly kind: 'file'; readonly file: File; readonly preview: string };

/** A command as it is being put together. Options without a field are not used. */
export interface Draft {
  readonly entry: Entry;
  /** In the order in which they were taken. */
  readonly fields: readonly { readonly name: string; readonly field: Field | null }[];
}

/** All commands that can be run, subcommands one by one. */
export function entriesOf(commands: readonly CommandView[]): Entry[] {
  return commands
    .filter(({ type }) => type === 'slash')
    .flatMap((command) => leaves(command, command, [], `/${command.label}`));
}

function leaves(
  command: CommandView,
  node: { readonly description: string; readonly options: readonly CommandOptionView[] },
  path: readonly string[],
  title: string,
): Entry[] {
  const inner = node.options.filter(({ type }) => type <= OPTION.SUB_COMMAND_GROUP);
  if (inner.length === 0)
    return [{ command, path, title, description: node.description, options: node.options }];
  return inner.flatMap((option) =>
    leaves(command, option, [...path, option.name], `${title} ${option.label}`),
  );
}

export function startDraft(entry: Entry): Draft {
  const required = entry.options.filter((option) => option.required);
  return { entry, fields: required.map(({ name }) => ({ name, field: null })) };
}

export function optionOf(draft: Draft, name: string): CommandOptionView | null {
  return draft.entry.options.find((option) => option.name === name) ?? null;
}

export function fieldOf(draft: Draft, name: string): Field | null {
  return draft.fields.find((entry) => entry.name === name)?.field ?? null;
}

export function withField(draft: Draft, name: string, field: Field | null): Draft {
  const known = draft.fields.some((entry) => entry.name === name);
  const fields = known
    ? draft.fields.map((entry) => (entry.name === name ? { name, field } : entry))
    : [...draft.fields, { name, field }];
  return { ...draft, fields };
}

/** Takes an option off again; a required one is only emptied. */
export function withoutField(draft: Draft, name: string): Draft {
  if (optionOf(draft, name)?.required) return withField(draft, name, null);
  return { ...draft, fields: draft.fields.filter((entry) => entry.name !== name) };
}

export function unusedOptions(draft: Draft): CommandOptionView[] {
  return draft.entry.options.filter(({ name }) => !draft.fields.some((entry) => entry.name === name));
}

/** What an option of fixed choices offers; null for one that takes free text, a file, or what autocomplete finds. */
export function fixedChoices(option: CommandOptionView, texts: Texts): readonly ChoiceView[] | null {
  if (option.choices.length > 0) return option.choices;
  if (option.type !== OPTION.BOOLEAN) return null;
  return [
    { name: 'true', label: texts.yes, value: 'true' },
    { name: 'false', label: texts.no, value: 'false' },
  ];
}

/** What is wrong with a field, as Discord's client would say before it sends anything; null when nothing is. */
export function fieldProblem(option: CommandOptionView, field: Field | null, texts: Texts): string | null {
  const empty = field === null || (field.kind === 'text' && field.text.trim() === '');
  if (empty) return option.required ? texts.required : null;
  if (field.kind === 'file') return null;
  const choices = fixedChoices(option, texts);
  if (choices !== null) return field.choice === null ? texts.chooseOne : null;
  const { text } = field;
  switch (option.type) {
    case OPTION.INTEGER:
    case OPTION.NUMBER: {
      if (option.autocomplete && field.choice !== null) return null;
      const value = Number(text);
      if (!Number.isFinite(value)) return texts.aNumber;
      if (option.type === OPTION.INTEGER && !Number.isSafeInteger(value)) return texts.wholeNumber;
      if (option.minValue !== null && value < option.minValue) return texts.atLeast(option.minValue);
      if (option.maxValue !== null && value > option.maxValue) return texts.atMost(option.maxValue);
      return null;
    }
    case OPTION.STRING: {
      const { length } = [...text];
      if (option.minLength !== null && length < option.minLength) return texts.tooShort(option.minLength);
      if (length > (option.maxLength ?? 6000)) return texts.tooLong(option.maxLength ?? 6000);
      return null;
    }
    case OPTION.USER:
    case OPTION.CHANNEL:
    case OPTION.ROLE:
      return field.choice === null ? texts.chooseOne : null;
    default:
      return null;
  }
}

/** Every problem of a draft by the option's name; empty when it can be sent. */
export function problemsOf(draft: Draft, texts: Texts): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const { name, field } of draft.fields) {
    const option = optionOf(draft, name);
    const problem = option === null ? null : fieldProblem(option, field, texts);
    if (problem !== null) problems.set(name, problem);
  }
  return problems;
}

/** The value that a text field sends. */
export function textValue(
  option: CommandOptionView,
  field: Field & { kind: 'text' },
): string | number | boolean {
  const value = field.choice?.value ?? field.text;
  if (option.type === OPTION.BOOLEAN) return value === 'true';
  if (option.type === OPTION.INTEGER || option.type === OPTION.NUMBER) return Number(value);
  return value;
}

/** The draft as one line of text, for the log of what was sent. */
export function summary(draft: Draft): string {
  const words = draft.fields.flatMap(({ name, field }) => {
    if (field === null) return [];
    return [`${name}: ${field.kind === 'file' ? field.file.name : field.text}`];
  });
  return [draft.entry.title, ...words].join(' ');
}
