import { useState } from 'preact/hooks';
import type { MessageView } from '../../api.js';
import type { State } from '../model/state.js';
import { useAppState, useSession, useTexts } from '../model/use-session.js';
import type { WireSelect, WireSelectOption } from '../wire.js';

/** A list to choose from: at once where one thing is wanted, with a button where several are. */
export function Select({ select, message }: { readonly select: WireSelect; readonly message: MessageView }) {
  const session = useSession();
  const texts = useTexts();
  const state = useAppState();
  const options = optionsOf(select, state);
  const usual = options.filter((option) => option.default === true).map(({ value }) => value);
  const [several, setSeveral] = useState<readonly string[]>(usual);
  const send = (values: readonly string[]) => session.attempt(session.use(message, select.custom_id, values));
  const label = select.placeholder ?? texts.choose;
  const most = select.max_values ?? 1;
  const waiting = state.pending.some(
    (one) => one.messageId === message.id && one.customId === select.custom_id && !one.failed,
  );
  if (most > 1) {
    return (
      <fieldset class="several" disabled={select.disabled === true}>
        <legend>{label}</legend>
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="checkbox"
              checked={several.includes(option.value)}
              onChange={({ currentTarget }) =>
                setSeveral(
                  currentTarget.checked
                    ? [...several, option.value]
                    : several.filter((value) => value !== option.value),
                )
              }
            />
            {option.label}
          </label>
        ))}
        <button
          type="button"
          class="button primary"
          disabled={several.length < (select.min_values ?? 1) || several.length > most}
          onClick={() => send(several)}
        >
          {texts.apply}
        </button>
      </fieldset>
    );
  }
  return (
    <select
      class="select"
      aria-label={label}
      aria-busy={waiting}
      disabled={select.disabled === true}
      value={usual[0] ?? ''}
      onChange={({ currentTarget }) => {
        const { value } = currentTarget;
        // A list to open something from says the same again afterwards.
        currentTarget.value = usual[0] ?? '';
        if (value !== '') send([value]);
      }}
    >
      <option value="" disabled hidden>
        {label}
      </option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {[option.emoji?.name, option.label].filter((part) => part != null).join(' ')}
          {option.description === undefined ? '' : ` · ${option.description}`}
        </option>
      ))}
    </select>
  );
}

function optionsOf(select: WireSelect, { users, home }: State): readonly WireSelectOption[] {
  switch (select.type) {
    case 3:
      return select.options ?? [];
    case 5:
    case 7:
      return users.map(({ id, displayName }) => ({ label: displayName, value: id }));
    case 8:
      return (home?.channels ?? []).map(({ id, name }) => ({ label: `#${name}`, value: id }));
    default:
      return [];
  }
}
