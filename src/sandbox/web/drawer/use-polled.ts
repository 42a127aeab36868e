import { useEffect, useState } from 'preact/hooks';
import { get } from '../model/http.js';
import { useAppState } from '../model/use-session.js';

/** Busy traffic is looked at this often, not at every change. */
const PAUSE_MS = 300;

/** What an address of the sandbox answers, kept up to date while it is shown; null until it was read. */
export function usePolled<Answer>(path: string): Answer | null {
  const { backstageTick } = useAppState();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [shown, setShown] = useState('');
  useEffect(() => {
    let stale = false;
    const read = () =>
      get<Answer>(path).then(
        (fresh) => {
          if (stale) return;
          setAnswer(fresh);
          setShown(path);
        },
        () => undefined,
      );
    const timer = setTimeout(read, shown === path ? PAUSE_MS : 0);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [path, backstageTick]);
  return answer;
}
