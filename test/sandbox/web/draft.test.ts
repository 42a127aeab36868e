import { describe, expect, it } from 'vitest';
import type { CommandOptionView, CommandView } from '../../../src/sandbox/api.js';
import {
  entrySuggestions,
  optionSuggestions,
  valueSuggestions,
} from '../../../src/sandbox/web/composer/suggestions.js';
import {
  type Draft,
  entriesOf,
  type Field,
  fieldProblem,
  OPTION,
  problemsOf,
  startDraft,
  textValue,
  unusedOptions,
  withField,
  withoutField,
} from '../../../src/sandbox/web/model/draft.js';
import { textsFor } from '../../../src/sandbox/web/text/texts.js';

const texts = textsFor('en-US');

function option(name: string, rest: Partial<CommandOptionView> = {}): CommandOptionView {
  return {
    type: OPTION.STRING,
    name,
    label: name,
    description: `the ${name}`,
    required: false,
    autocomplete: false,
    choices: [],
    minValue: null,
    maxValue: null,
    minLength: null,
    maxLength: null,
    options: [],
    ...rest,
  };
}

function command(name: string, options: CommandOptionView[] = []): CommandView {
  return { id: name, name, label: name, type: 'slash', description: `does ${name}`, guildId: null, options };
}

const paint = command('paint', [
  option('picture', { type: OPTION.ATTACHMENT, required: true }),
  option('size', { type: OPTION.INTEGER, minValue: 16, maxValue: 512 }),
  option('private', { type: OPTION.BOOLEAN }),
  option('colours', { choices: [{ name: 'Own', label: 'Eigene', value: 'own' }] }),
  option('title', { minLength: 2, maxLength: 4 }),
]);
const settings = command('settings', [
  option('mine', { type: OPTION.SUB_COMMAND, options: [option('size')] }),
  option('server', {
    type: OPTION.SUB_COMMAND_GROUP,
    options: [option('limits', { type: OPTION.SUB_COMMAND })],
  }),
]);

const written = (text: string): Field => ({ kind: 'text', text, choice: null });

function paintDraft(): Draft {
  const [entry] = entriesOf([paint]);
  if (entry === undefined) throw new Error('no entry');
  return startDraft(entry);
}

describe('a command being put together', () => {
  it('offers subcommands one by one', () => {
    expect(entriesOf([paint, settings]).map(({ title, path }) => [title, path])).toEqual([
      ['/paint', []],
      ['/settings mine', ['mine']],
      ['/settings server limits', ['server', 'limits']],
    ]);
  });

  it('begins with what is required, and says so when it is missing', () => {
    const draft = paintDraft();
    expect(draft.fields.map(({ name }) => name)).toEqual(['picture']);
    expect(problemsOf(draft, texts)).toEqual(new Map([['picture', 'This option is required.']]));
    expect(unusedOptions(draft).map(({ name }) => name)).toEqual(['size', 'private', 'colours', 'title']);
  });

  it('takes options on and off; a required one is only emptied', () => {
    const with_ = withField(paintDraft(), 'size', written('64'));
    expect(with_.fields.map(({ name }) => name)).toEqual(['picture', 'size']);
    expect(withoutField(with_, 'size').fields.map(({ name }) => name)).toEqual(['picture']);
    expect(withoutField(with_, 'picture').fields.map(({ name }) => name)).toEqual(['picture', 'size']);
  });

  it.each([
    ['size', '64', null],
    ['size', '', null],
    ['size', '15', 'At least 16.'],
    ['size', '513', 'At most 512.'],
    ['size', '64.5', 'A whole number, please.'],
    ['size', 'big', 'A number, please.'],
    ['colours', 'own', 'Choose one of the list.'],
    ['private', 'yes', 'Choose one of the list.'],
    ['title', 'a', 'At least 2 characters.'],
    ['title', 'abcde', 'At most 4 characters.'],
    ['title', '🎨🎨', null],
  ])('%s: “%s” → %s', (name, text, problem) => {
    const found = paint.options.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error('no option');
    expect(fieldProblem(found, written(text), texts)).toBe(problem);
  });

  it('sends numbers as numbers, yes and no as such, and a choice by its value', () => {
    const value = (name: string, field: Field & { kind: 'text' }) =>
      textValue(paint.options.find((candidate) => candidate.name === name) ?? option(name), field);
    expect(value('size', { kind: 'text', text: '64', choice: null })).toBe(64);
    expect(value('private', { kind: 'text', text: 'True', choice: { name: 'True', value: 'true' } })).toBe(
      true,
    );
    expect(value('colours', { kind: 'text', text: 'Eigene', choice: { name: 'Own', value: 'own' } })).toBe(
      'own',
    );
  });
});

describe('what is suggested', () => {
  const titles = (suggestions: { items: readonly { title: string }[] } | null) =>
    suggestions?.items.map(({ title }) => title);

  it('commands: those that begin so before those that have it somewhere', () => {
    const entries = entriesOf([command('styles'), command('stylize'), command('about'), command('my-style')]);
    expect(titles(entrySuggestions(entries, '/sty', texts))).toEqual(['/styles', '/stylize', '/my-style']);
    expect(titles(entrySuggestions(entries, '/', texts))).toHaveLength(4);
    expect(titles(entrySuggestions(entries, '/nothing', texts))).toEqual([]);
  });

  it('options that were not taken, and choices in the person’s language', () => {
    expect(titles(optionSuggestions(paintDraft(), 'i', texts))).toEqual(['size', 'private', 'title']);
    const colours = paint.options.find(({ name }) => name === 'colours');
    if (colours === undefined) throw new Error('no option');
    expect(
      titles(valueSuggestions(colours, written('eig'), { users: [], channels: [], roles: [] }, texts)),
    ).toEqual(['Eigene']);
    expect(
      titles(valueSuggestions(colours, written('x'), { users: [], channels: [], roles: [] }, texts)),
    ).toEqual([]);
    expect(valueSuggestions(option('free'), null, { users: [], channels: [], roles: [] }, texts)).toBeNull();
  });
});
