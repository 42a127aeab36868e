import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  type Draft,
  type Entry,
  entriesOf,
  type Field,
  fieldOf,
  OPTION,
  optionOf,
  problemsOf,
  startDraft,
  unusedOptions,
  withField,
  withoutField,
} from '../model/draft.js';
import { useAppState, useSession, useTexts } from '../model/use-session.js';
import type { PickedFile } from './picked-file.js';
import { pick } from './picked-file.js';
import {
  entrySuggestions,
  optionSuggestions,
  type Suggestion,
  type Suggestions,
  valueSuggestions,
} from './suggestions.js';
import { useAutocomplete } from './use-autocomplete.js';

/** Names of the composer's own fields, beside those of options. */
export const MESSAGE = ' message';
export const REST = ' rest';

/** Everything the composer knows and does; its components only show it. */
export function useComposer() {
  const session = useSession();
  const texts = useTexts();
  const { commands, channel, users, home } = useAppState();
  const [text, setText] = useState('');
  const [files, setFiles] = useState<readonly PickedFile[]>([]);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [rest, setRest] = useState('');
  const [field, setField] = useState(MESSAGE);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [tried, setTried] = useState(false);
  const [sending, setSending] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const focusNext = useRef<string | null>(null);

  useLayoutEffect(() => {
    if (focusNext.current === null) return;
    const wanted = form.current?.querySelector<HTMLElement>(`[data-field="${focusNext.current}"]`);
    // It may come with a later rendering only.
    if (wanted == null) return;
    focusNext.current = null;
    wanted.focus();
  });
  // A command of one place may not be there in another.
  useEffect(() => reset(), [channel?.id, home?.user.id]);

  const entries = useMemo(() => entriesOf(commands), [commands]);
  const problems = draft === null ? new Map<string, string>() : problemsOf(draft, texts);
  const option = draft === null ? null : optionOf(draft, field);
  const found = useAutocomplete(session, open ? draft : null, option?.name ?? null);
  const suggestions = suggest();

  function suggest(): Suggestions | null {
    if (!open) return null;
    if (draft === null) return /^\/\S*( \S*)*$/.test(text) ? entrySuggestions(entries, text, texts) : null;
    if (field === REST) {
      const options = optionSuggestions(draft, rest, texts);
      return options.items.length === 0 && rest === '' ? null : options;
    }
    if (option === null || option.type === OPTION.ATTACHMENT) return null;
    if (found !== null) {
      const items = found.choices.map((choice): Suggestion => {
        const taken: Field = { kind: 'text', text: choice.name, choice };
        return {
          key: String(choice.value),
          title: choice.name,
          detail: '',
          choice: { kind: 'value', name: option.name, field: taken },
        };
      });
      return { heading: texts.choices(option.label), status: found.status, items };
    }
    const known = {
      users,
      channels: home?.channels ?? [],
      roles: (home?.roles ?? []).filter(({ guildId }) => guildId === channel?.guild?.id),
    };
    return valueSuggestions(option, fieldOf(draft, option.name), known, texts);
  }

  function reset(): void {
    setText('');
    setFiles([]);
    setDraft(null);
    setRest('');
    setTried(false);
    setOpen(false);
    setActive(-1);
  }

  /** Where to go on: the next thing that must be filled in, else the end of the line. */
  function goOn(next: Draft): void {
    const empty = next.fields.find((entry) => entry.field === null && optionOf(next, entry.name)?.required);
    focusNext.current = empty?.name ?? REST;
  }

  function begin(entry: Entry, picked: readonly PickedFile[] = files): void {
    let next = startDraft(entry);
    for (const one of picked) next = withFile(next, one);
    setDraft(next);
    setText('');
    setFiles([]);
    setTried(false);
    goOn(next);
  }

  function take(suggestion: Suggestion): void {
    const { choice } = suggestion;
    setActive(-1);
    switch (choice.kind) {
      case 'entry':
        begin(choice.entry);
        return;
      case 'option':
        if (draft === null) return;
        setDraft(withField(draft, choice.name, null));
        setRest('');
        focusNext.current = choice.name;
        return;
      case 'value': {
        if (draft === null) return;
        const next = withField(draft, choice.name, choice.field);
        setDraft(next);
        goOn(next);
      }
    }
  }

  function change(name: string, value: Field | null): void {
    if (draft === null) return;
    setDraft(withField(draft, name, value));
    setOpen(true);
  }

  function remove(name: string): void {
    if (draft === null) return;
    const next = withoutField(draft, name);
    setDraft(next);
    focusNext.current = next.fields.some((entry) => entry.name === name) ? name : REST;
  }

  const takeFiles = useCallback(
    (dropped: readonly File[]) => {
      const picked = dropped.map(pick);
      if (draft === null) {
        setFiles((before) => [...before, ...picked].slice(0, 10));
        focusNext.current = MESSAGE;
        return;
      }
      let next = draft;
      for (const one of picked) next = withFile(next, one);
      setDraft(next);
      goOn(next);
    },
    [draft],
  );

  async function submit(): Promise<void> {
    if (sending) return;
    if (draft !== null && problems.size > 0) {
      setTried(true);
      setOpen(true);
      focusNext.current = [...problems.keys()][0] ?? null;
      return;
    }
    if (draft === null && text.trim() === '' && files.length === 0) return;
    setSending(true);
    try {
      await (draft === null
        ? session.write(
            text.trim(),
            files.map(({ file }) => file),
          )
        : session.run(draft));
      reset();
      focusNext.current = MESSAGE;
    } finally {
      setSending(false);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    const items = suggestions?.items ?? [];
    // Where only one of the list will do, or the list is of commands, the first is marked at once.
    const eager = draft === null || (field !== REST && option !== null) || rest !== '';
    const marked = items[active < 0 && eager ? 0 : active];
    const handled = () => event.preventDefault();
    if (event.key === 'ArrowDown' && items.length > 0) {
      handled();
      setActive((Math.max(active, eager ? 0 : -1) + 1) % items.length);
    } else if (event.key === 'ArrowUp' && items.length > 0) {
      handled();
      setActive((Math.max(active, 0) - 1 + items.length) % items.length);
    } else if (event.key === 'ArrowUp' && draft === null && text === '') {
      handled();
      document.querySelector<HTMLElement>('.messages > .message:last-child')?.focus();
    } else if (event.key === 'Tab' && !event.shiftKey && marked !== undefined) {
      handled();
      take(marked);
    } else if (event.key === 'Enter' && !event.shiftKey && !(event.target instanceof HTMLButtonElement)) {
      handled();
      const standing = draft !== null && option !== null ? fieldOf(draft, option.name) : null;
      const stands = standing?.kind === 'text' && standing.choice !== null && active < 0;
      if (marked !== undefined && !stands) take(marked);
      else session.attempt(submit());
    } else if (event.key === 'Escape') {
      handled();
      if (suggestions !== null) setOpen(false);
      else if (draft !== null) {
        reset();
        focusNext.current = MESSAGE;
      }
    } else if (event.key === 'Backspace' && draft !== null) backspace(event);
  }

  /** In an empty field, takes away what is before it. */
  function backspace(event: KeyboardEvent): void {
    if (draft === null || !(event.target instanceof HTMLInputElement) || event.target.value !== '') return;
    event.preventDefault();
    if (field !== REST) {
      if (option !== null && !option.required) remove(field);
      return;
    }
    const last = draft.fields.at(-1);
    if (last === undefined || (last.field === null && draft.fields.length === 1)) {
      reset();
      focusNext.current = MESSAGE;
    } else focusNext.current = last.name;
  }

  const eager = draft === null || field !== REST || rest !== '';
  return {
    text,
    files,
    draft,
    rest,
    field,
    entries,
    suggestions,
    active: active < 0 && eager && (suggestions?.items.length ?? 0) > 0 ? 0 : active,
    problems: tried ? problems : new Map<string, string>(),
    sending,
    form,
    unused: draft === null ? [] : unusedOptions(draft),
    begin,
    take,
    change,
    remove,
    takeFiles,
    removeFile: (index: number) => setFiles(files.filter((_, at) => at !== index)),
    type: (value: string) => {
      setText(value);
      setOpen(true);
      setActive(-1);
    },
    typeRest: (value: string) => {
      setRest(value);
      setOpen(true);
      setActive(-1);
    },
    focused: (name: string) => {
      setField(name);
      setOpen(true);
      setActive(-1);
    },
    blurred: () => setOpen(false),
    cancel: () => {
      reset();
      focusNext.current = MESSAGE;
    },
    submit: () => session.attempt(submit()),
    onKeyDown,
  };
}

/** Puts a file where one belongs: the first empty place for one, else the next option that takes one, else the last. */
function withFile(draft: Draft, picked: PickedFile): Draft {
  const takesFile = (name: string) => optionOf(draft, name)?.type === OPTION.ATTACHMENT;
  const field: Field = { kind: 'file', ...picked };
  const empty = draft.fields.find((entry) => entry.field === null && takesFile(entry.name));
  const unused = unusedOptions(draft).find(({ type }) => type === OPTION.ATTACHMENT);
  const last = draft.fields.findLast(({ name }) => takesFile(name));
  const name = empty?.name ?? unused?.name ?? last?.name;
  return name === undefined ? draft : withField(draft, name, field);
}
