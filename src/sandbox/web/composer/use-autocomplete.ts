import { useEffect, useState } from 'preact/hooks';
import type { Choice } from '../../api.js';
import { type Draft, fieldOf, OPTION, optionOf } from '../model/draft.js';
import type { Session } from '../model/session.js';

/** Discord's client waits about as long before it asks. */
const PAUSE_MS = 180;

export interface Found {
  readonly status: 'ready' | 'loading' | 'failed';
  readonly choices: readonly Choice[];
}

/** What the bot suggests for the option that is being typed; null where it suggests nothing. */
export function useAutocomplete(session: Session, draft: Draft | null, name: string | null): Found | null {
  const option = draft === null || name === null ? null : optionOf(draft, name);
  const field = draft === null || name === null ? null : fieldOf(draft, name);
  const asks = option?.autocomplete === true;
  // A choice that stands is asked for afresh only when somebody types again.
  const typed = field?.kind === 'text' && field.choice === null ? field.text : '';
  const [found, setFound] = useState<Found>({ status: 'loading', choices: [] });
  useEffect(() => {
    if (!asks || draft === null || option === null) return undefined;
    let stale = false;
    setFound((before) => ({ ...before, status: 'loading' }));
    const numeric = option.type === OPTION.INTEGER || option.type === OPTION.NUMBER;
    const timer = setTimeout(() => {
      session.complete(draft, option.name, numeric ? Number(typed) || 0 : typed).then(
        (choices) => stale || setFound({ status: 'ready', choices }),
        () => stale || setFound({ status: 'failed', choices: [] }),
      );
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [asks, option?.name, typed]);
  return asks ? found : null;
}
