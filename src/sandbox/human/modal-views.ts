import type { ModalView } from '../api.js';
import { COMPONENT, type ModalForm } from '../forms/components.js';

export function modalView(modal: ModalForm): ModalView {
  return {
    customId: modal.custom_id,
    title: modal.title,
    fields: modalFields(modal).map(({ label, field }) => ({
      customId: field.custom_id,
      label,
      type: field.type,
      required: field.required !== false,
      value: 'value' in field ? (field.value ?? null) : null,
    })),
    raw: modal,
  };
}

type ModalPart = ModalForm['components'][number];
type ModalLabel = Extract<ModalPart, { type: 18 }>;
type ModalRow = Extract<ModalPart, { type: 1 }>;
export type ModalField = ModalLabel['component'] | ModalRow['components'][number];

/** Everything a person can fill in, with its label. */
export function modalFields(modal: ModalForm): { label: string; field: ModalField }[] {
  return modal.components.flatMap((part): { label: string; field: ModalField }[] => {
    if (part.type === COMPONENT.LABEL) return [{ label: part.label, field: part.component }];
    if (part.type === COMPONENT.ACTION_ROW) {
      return part.components.map((field) => ({ label: field.label ?? '', field }));
    }
    return [];
  });
}
