import { useEffect, useRef } from 'preact/hooks';
import { useAppState, useSession, useTexts } from '../model/use-session.js';
import { RichText } from '../text/rich-text.js';
import type { WireModal, WireModalField } from '../wire.js';

/** The form that the bot has opened. The browser itself checks what is required, and how long it may be. */
export function Modal({ modal }: { readonly modal: WireModal }) {
  const session = useSession();
  const texts = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (form: HTMLFormElement) => {
    const given = new FormData(form);
    const fields: Record<string, string | string[] | File> = {};
    for (const field of fieldsOf(modal)) {
      const values = given.getAll(field.custom_id);
      const [value] = values;
      if (field.type === 4) fields[field.custom_id] = typeof value === 'string' ? value : '';
      else if (field.type === 19) {
        if (value instanceof File && value.size > 0) fields[field.custom_id] = value;
      } else
        fields[field.custom_id] = values.filter((one) => typeof one === 'string' && one !== '') as string[];
    }
    session.attempt(session.submitModal(fields));
  };
  return (
    <dialog ref={dialog} class="modal" aria-labelledby="modal-title" onClose={() => session.closeModal()}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit(event.currentTarget);
        }}
      >
        <h2 id="modal-title">{modal.title}</h2>
        {modal.components.map((part, index) => {
          if (part.type === 10) return <RichText key={index} text={part.content} />;
          if (part.type === 18) {
            return (
              <Labelled
                key={index}
                label={part.label}
                description={part.description}
                field={part.component}
              />
            );
          }
          return part.components.map((field) => (
            <Labelled key={field.custom_id} label={field.label ?? ''} field={field} />
          ));
        })}
        <div class="row end">
          <button type="button" class="button secondary" onClick={() => dialog.current?.close()}>
            {texts.cancel}
          </button>
          <button type="submit" class="button primary">
            {texts.submit}
          </button>
        </div>
      </form>
    </dialog>
  );
}

function fieldsOf(modal: WireModal): WireModalField[] {
  return modal.components.flatMap((part) =>
    part.type === 10 ? [] : part.type === 18 ? [part.component] : [...part.components],
  );
}

function Labelled(props: {
  readonly label: string;
  readonly description?: string | undefined;
  readonly field: WireModalField;
}) {
  const { label, description, field } = props;
  return (
    <label class="labelled" htmlFor={idOf(field)}>
      <span>
        {label}
        {field.required !== false && (
          <span class="must" aria-hidden="true">
            {' '}
            *
          </span>
        )}
      </span>
      {description !== undefined && <span class="small">{description}</span>}
      <FieldView field={field} />
    </label>
  );
}

const idOf = ({ custom_id: id }: WireModalField) => `field-${id}`;

function FieldView({ field }: { readonly field: WireModalField }) {
  const texts = useTexts();
  const { users, home } = useAppState();
  const required = field.required !== false;
  switch (field.type) {
    case 4: {
      const common = {
        id: idOf(field),
        name: field.custom_id,
        required,
        defaultValue: field.value ?? '',
        placeholder: field.placeholder ?? '',
        minLength: field.min_length ?? 0,
        maxLength: field.max_length ?? 4000,
      };
      return field.style === 2 ? <textarea rows={4} {...common} /> : <input type="text" {...common} />;
    }
    case 19:
      return <input type="file" id={idOf(field)} name={field.custom_id} required={required} />;
    default: {
      const options =
        field.type === 3
          ? (field.options ?? [])
          : field.type === 8
            ? (home?.channels ?? []).map(({ id, name }) => ({ label: `#${name}`, value: id }))
            : users.map(({ id, displayName }) => ({ label: displayName, value: id }));
      const several = (field.max_values ?? 1) > 1;
      return (
        <select class="select" id={idOf(field)} name={field.custom_id} required={required} multiple={several}>
          {!several && <option value="">{field.placeholder ?? texts.choose}</option>}
          {options.map((option) => (
            <option
              key={option.value}
              value={option.value}
              selected={'default' in option && option.default === true}
            >
              {option.label}
            </option>
          ))}
        </select>
      );
    }
  }
}
