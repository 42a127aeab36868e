/** Data as indented text. */
export function Json({ value }: { readonly value: unknown }) {
  return <pre class="json">{value === undefined ? '(nothing)' : JSON.stringify(value, null, 2)}</pre>;
}
