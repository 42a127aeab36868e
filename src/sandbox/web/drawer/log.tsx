import type { BackstageView } from '../../api.js';
import { usePolled } from './use-polled.js';

const SHOWN = 300;

/** What bot, engine and supervisor logged, newest last; of one message, what is about its jobs. */
export function Log({ messageId }: { readonly messageId: string | null }) {
  const view = usePolled<BackstageView>(`/backstage${messageId === null ? '' : `?message=${messageId}`}`);
  if (view === null) return null;
  if (view.lines.length === 0) return <p class="small">Nothing was logged.</p>;
  return (
    <ol class="log">
      {view.lines.slice(-SHOWN).map((line, index) => (
        <li key={index} class={line.level >= 50 ? 'error' : line.level >= 40 ? 'warning' : ''}>
          <time>{new Date(line.time).toISOString().slice(11, 23)}</time> <b>{line.program}</b> {line.text}
          {Object.keys(line.fields).length > 0 && <span class="fields"> {JSON.stringify(line.fields)}</span>}
        </li>
      ))}
    </ol>
  );
}
