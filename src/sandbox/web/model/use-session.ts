import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { type Texts, textsFor } from '../text/texts.js';
import type { Session } from './session.js';
import type { State } from './state.js';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('no session around this component');
  return session;
}

/** The state, and a new rendering whenever it changes. */
export function useAppState(): State {
  const session = useSession();
  const [state, setState] = useState(session.state);
  useEffect(() => {
    setState(session.state);
    return session.subscribe(() => setState(session.state));
  }, [session]);
  return state;
}

/** The page's words in the person's language. */
export function useTexts(): Texts {
  return textsFor(useAppState().home?.user.locale ?? 'en-US');
}
