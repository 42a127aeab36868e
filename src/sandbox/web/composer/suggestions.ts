import type { ChannelView, CommandOptionView, UserView } from '../../api.js';
import { type Draft, type Entry, type Field, fixedChoices, OPTION, unusedOptions } from '../model/draft.js';
import type { Texts } from '../text/texts.js';

/** Something that can be chosen while typing. */
export interface Suggestion {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly choice:
    | { readonly kind: 'entry'; readonly entry: Entry }
    | { readonly kind: 'option'; readonly name: string }
    | { readonly kind: 'value'; readonly name: string; readonly field: Field };
}

export interface Suggestions {
  readonly heading: string;
  readonly items: readonly Suggestion[];
  readonly status: 'ready' | 'loading' | 'failed';
}

/** The commands that fit what was typed after the slash: those that begin so first, then those that have it elsewhere. */
export function entrySuggestions(entries: readonly Entry[], typed: string, texts: Texts): Suggestions {
  const wanted = typed.trim().toLowerCase();
  const names = (entry: Entry) => [entry.title, `/${[entry.command.name, ...entry.path].join(' ')}`];
  const begins = entries.filter((entry) =>
    names(entry).some((name) => name.toLowerCase().startsWith(wanted)),
  );
  const word = wanted.slice(1);
  const contains = entries.filter(
    (entry) =>
      !begins.includes(entry) &&
      [...names(entry), entry.description].some((name) => name.toLowerCase().includes(word)),
  );
  return {
    heading: texts.commands,
    status: 'ready',
    items: [...begins, ...contains].map((entry) => ({
      key: entry.title,
      title: entry.title,
      detail: entry.description,
      choice: { kind: 'entry', entry },
    })),
  };
}

/** The options of a command that were not taken yet. */
export function optionSuggestions(draft: Draft, typed: string, texts: Texts): Suggestions {
  const wanted = typed.trim().toLowerCase().replace(/:$/, '');
  const fitting = unusedOptions(draft).filter(
    ({ name, label }) => name.includes(wanted) || label.toLowerCase().includes(wanted),
  );
  return {
    heading: texts.optional,
    status: 'ready',
    items: fitting.map((option) => ({
      key: option.name,
      title: option.label,
      detail: option.description,
      choice: { kind: 'option', name: option.name },
    })),
  };
}

/** Whom and what an option can name. */
export interface Known {
  readonly users: readonly UserView[];
  readonly channels: readonly ChannelView[];
  readonly roles: readonly { readonly id: string; readonly name: string }[];
}

/** What an option's field offers without asking the bot; null when it offers nothing of the kind. */
export function valueSuggestions(
  option: CommandOptionView,
  field: Field | null,
  known: Known,
  texts: Texts,
): Suggestions | null {
  const all = valuesOf(option, known, texts);
  if (all === null) return null;
  // Once one is chosen all are shown again, so that another can be.
  const typed = field?.kind === 'text' && field.choice === null ? field.text.trim().toLowerCase() : '';
  return {
    heading: texts.choices(option.label),
    status: 'ready',
    items: all
      .filter(({ label }) => label.toLowerCase().includes(typed))
      .map(({ label, value }) => ({
        key: String(value),
        title: label,
        detail: '',
        choice: {
          kind: 'value',
          name: option.name,
          field: { kind: 'text', text: label, choice: { name: label, value } },
        },
      })),
  };
}

function valuesOf(
  option: CommandOptionView,
  known: Known,
  texts: Texts,
): readonly { readonly label: string; readonly value: string | number }[] | null {
  switch (option.type) {
    case OPTION.USER:
      return known.users.map(({ displayName, username }) => ({ label: displayName, value: username }));
    case OPTION.ROLE:
      return known.roles.map(({ id, name }) => ({ label: name, value: id }));
    case OPTION.CHANNEL:
      return known.channels
        .filter(({ guild }) => guild !== null)
        .map(({ id, name }) => ({ label: `#${name}`, value: id }));
    default:
      return fixedChoices(option, texts);
  }
}
