import { useRef } from 'preact/hooks';
import type { CommandOptionView } from '../../api.js';
import type { Field } from '../model/draft.js';
import { useAppState, useSession, useTexts } from '../model/use-session.js';
import { type PickedFile, pick, pickSample, sampleName, sampleTitle } from './picked-file.js';

interface FileSlotProps {
  readonly option: CommandOptionView;
  readonly field: Field | null;
  readonly problem: string | null;
  readonly take: (picked: PickedFile) => void;
  readonly remove: () => void;
  readonly focused: () => void;
}

/** Where a command's picture goes: by drop, paste, the file picker, or one of the samples. */
export function FileSlot({ option, field, problem, take, remove, focused }: FileSlotProps) {
  const session = useSession();
  const texts = useTexts();
  const { home } = useAppState();
  const input = useRef<HTMLInputElement>(null);
  const samples = home?.samples ?? [];
  return (
    <fieldset class={`slot ${problem === null ? '' : 'wrong'}`} onFocusIn={focused}>
      <legend class="unseen">{option.label}</legend>
      <p class="slot-label" aria-hidden="true">
        {option.label}
        <span class="small">{option.description}</span>
      </p>
      {field?.kind === 'file' ? (
        <div class="slot-file">
          {field.preview !== '' && <img src={field.preview} alt="" />}
          <span class="file-name">{field.file.name}</span>
          <button
            type="button"
            class="icon"
            data-field={option.name}
            aria-label={texts.remove(field.file.name)}
            onClick={remove}
          >
            ✕
          </button>
        </div>
      ) : (
        <div class="slot-empty">
          <span>
            {texts.dropHere}{' '}
            <button
              type="button"
              class="link"
              data-field={option.name}
              onClick={() => input.current?.click()}
            >
              {texts.chooseFile}
            </button>
          </span>
          {samples.length > 0 && (
            <span class="samples">
              <span>{texts.samples}</span>
              {samples.map((address) => (
                <button
                  key={address}
                  type="button"
                  class="sample"
                  title={sampleName(address)}
                  aria-label={texts.sample(sampleTitle(address))}
                  onClick={() => session.attempt(pickSample(address).then(take))}
                >
                  <img src={address} alt="" />
                </button>
              ))}
            </span>
          )}
          <input
            ref={input}
            type="file"
            hidden
            aria-label={option.label}
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file !== undefined) take(pick(file));
              currentTarget.value = '';
            }}
          />
        </div>
      )}
      {problem !== null && (
        <p class="problem" id={`problem-${option.name}`}>
          {problem}
        </p>
      )}
    </fieldset>
  );
}
