import { useEffect, useRef } from 'preact/hooks';
import { placeName } from '../chrome/place-name.js';
import { type Entry, fieldOf, OPTION, optionOf } from '../model/draft.js';
import { useAppState, useTexts } from '../model/use-session.js';
import { FileSlot } from './file-slot.js';
import { OptionChip } from './option-chip.js';
import { POPUP_ID, Popup, suggestionId } from './popup.js';
import { MESSAGE, REST, useComposer } from './use-composer.js';
import { useDroppedFiles } from './use-dropped-files.js';

/** The line at the foot: messages, and commands with their options, put together as Discord's client has one do it. */
export function Composer() {
  const texts = useTexts();
  const { channel } = useAppState();
  const composer = useComposer();
  const dragging = useDroppedFiles(composer.takeFiles);
  const picker = useRef<HTMLInputElement>(null);
  const { draft, suggestions, active, problems, files } = composer;

  useEffect(() => {
    // A slash typed anywhere begins a command.
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      const typing = target instanceof Element && target.closest('input, textarea, select, dialog') !== null;
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const line = document.querySelector<HTMLElement>(`[data-field="${MESSAGE}"]`);
      line?.focus();
      if (line !== null) composer.type('/');
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });

  const combobox = {
    role: 'combobox',
    'aria-expanded': suggestions !== null,
    'aria-controls': POPUP_ID,
    'aria-autocomplete': 'list',
    ...(suggestions !== null && active >= 0 ? { 'aria-activedescendant': suggestionId(active) } : {}),
  } as const;
  const place = channel === null ? '' : placeName(channel);
  return (
    <form
      ref={composer.form}
      class="composer"
      id="composer"
      onSubmit={(event) => {
        event.preventDefault();
        composer.submit();
      }}
      onKeyDown={composer.onKeyDown}
      onFocusOut={({ relatedTarget, currentTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) composer.blurred();
      }}
    >
      {dragging && <div class="drop-veil">{texts.dropAnywhere}</div>}
      {suggestions !== null && <Popup suggestions={suggestions} active={active} take={composer.take} />}
      {draft === null && files.length > 0 && <Attached composer={composer} />}
      {draft?.fields.map(({ name, field }) => {
        const option = optionOf(draft, name);
        if (option?.type !== OPTION.ATTACHMENT) return null;
        return (
          <FileSlot
            key={name}
            option={option}
            field={field}
            problem={problems.get(name) ?? null}
            take={(picked) => composer.takeFiles([picked.file])}
            remove={() => composer.remove(name)}
            focused={() => composer.focused(name)}
          />
        );
      })}
      <div class="line">
        {draft === null ? (
          <>
            <button
              type="button"
              class="icon"
              aria-label={texts.attach}
              onClick={() => picker.current?.click()}
            >
              <svg viewBox="0 0 20 20" aria-hidden="true">
                <path d="M10 3.5v13M3.5 10h13" />
              </svg>
            </button>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              aria-label={texts.attach}
              onChange={({ currentTarget }) => {
                composer.takeFiles([...(currentTarget.files ?? [])]);
                currentTarget.value = '';
              }}
            />
            <input
              {...combobox}
              type="text"
              class="message-line"
              autoComplete="off"
              data-field={MESSAGE}
              aria-label={texts.messagePlaceholder(place)}
              placeholder={texts.messagePlaceholder(place)}
              value={composer.text}
              onInput={({ currentTarget }) => composer.type(currentTarget.value)}
              onFocus={() => composer.focused(MESSAGE)}
            />
          </>
        ) : (
          <div class="chips">
            <span class="chip command-chip">
              {draft.entry.title}
              <button
                type="button"
                class="chip-remove"
                aria-label={texts.cancelCommand}
                onClick={composer.cancel}
              >
                ✕
              </button>
            </span>
            {draft.fields.map(({ name }) => {
              const option = optionOf(draft, name);
              if (option === null || option.type === OPTION.ATTACHMENT) return null;
              return (
                <OptionChip
                  key={name}
                  option={option}
                  field={fieldOf(draft, name)}
                  problem={problems.get(name) ?? null}
                  active={composer.field === name && suggestions !== null ? active : null}
                  type={(text) => composer.change(name, { kind: 'text', text, choice: null })}
                  remove={() => composer.remove(name)}
                  focused={() => composer.focused(name)}
                />
              );
            })}
            <input
              {...combobox}
              type="text"
              class="rest"
              autoComplete="off"
              data-field={REST}
              aria-label={texts.optional}
              placeholder={composer.unused.length === 0 ? '' : texts.moreOptions(composer.unused.length)}
              value={composer.rest}
              onInput={({ currentTarget }) => composer.typeRest(currentTarget.value)}
              onFocus={() => composer.focused(REST)}
            />
          </div>
        )}
        <button type="submit" class="send" aria-label={texts.send} aria-busy={composer.sending}>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M3 10l14-6-4.5 13-2.8-5.4z" />
          </svg>
        </button>
      </div>
      {[...problems].map(([name, problem]) => {
        const option = draft === null ? null : optionOf(draft, name);
        if (option === null || option.type === OPTION.ATTACHMENT) return null;
        return (
          <p key={name} class="problem" role="alert">
            {option.label}: {problem}
          </p>
        );
      })}
    </form>
  );
}

/** Pictures that wait to be sent with a message, and the commands that could take them instead. */
function Attached({ composer }: { readonly composer: ReturnType<typeof useComposer> }) {
  const texts = useTexts();
  const fitting = composer.entries.filter(wantsOnlyFiles);
  return (
    <div class="attached">
      {composer.files.map(({ file, preview }, index) => (
        <div key={preview || file.name} class="slot-file">
          {preview !== '' && <img src={preview} alt="" />}
          <span class="file-name">{file.name}</span>
          <button
            type="button"
            class="icon"
            aria-label={texts.remove(file.name)}
            onClick={() => composer.removeFile(index)}
          >
            ✕
          </button>
        </div>
      ))}
      {fitting.map((entry) => (
        <button key={entry.title} type="button" class="button primary" onClick={() => composer.begin(entry)}>
          {texts.useWith(entry.title)}
        </button>
      ))}
    </div>
  );
}

function wantsOnlyFiles({ options }: Entry): boolean {
  const required = options.filter((option) => option.required);
  return required.length > 0 && required.every(({ type }) => type === OPTION.ATTACHMENT);
}
