import type { CommandOptionView } from '../../api.js';
import { type Field, OPTION } from '../model/draft.js';
import { useTexts } from '../model/use-session.js';
import { POPUP_ID, suggestionId } from './popup.js';

interface OptionChipProps {
  readonly option: CommandOptionView;
  readonly field: Field | null;
  readonly problem: string | null;
  /** The marked suggestion, where this field is the one that is typed in and has suggestions; null otherwise. */
  readonly active: number | null;
  readonly type: (text: string) => void;
  readonly remove: () => void;
  readonly focused: () => void;
}

/** An option that was taken: its name, and the field for its value. */
export function OptionChip({ option, field, problem, active, type, remove, focused }: OptionChipProps) {
  const texts = useTexts();
  const text = field?.kind === 'text' ? field.text : '';
  const isNumber = option.type === OPTION.INTEGER || option.type === OPTION.NUMBER;
  return (
    <span class={`chip ${problem === null ? '' : 'wrong'}`} title={problem ?? option.description}>
      <label>
        <span class="chip-name">{option.label}</span>
        <input
          type="text"
          role="combobox"
          autoComplete="off"
          spellcheck={false}
          inputMode={isNumber && option.choices.length === 0 ? 'decimal' : 'text'}
          data-field={option.name}
          value={text}
          size={Math.min(36, Math.max(5, text.length + 1))}
          aria-expanded={active !== null}
          aria-controls={POPUP_ID}
          aria-autocomplete="list"
          aria-invalid={problem !== null}
          aria-description={problem ?? option.description}
          {...(active !== null && active >= 0 ? { 'aria-activedescendant': suggestionId(active) } : {})}
          onInput={({ currentTarget }) => type(currentTarget.value)}
          onFocus={(event) => {
            event.currentTarget.select();
            focused();
          }}
        />
      </label>
      {!option.required && (
        <button
          type="button"
          tabIndex={-1}
          class="chip-remove"
          aria-label={texts.remove(option.label)}
          onClick={remove}
        >
          ✕
        </button>
      )}
    </span>
  );
}
