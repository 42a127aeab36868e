import { useEffect, useRef, useState } from 'preact/hooks';
import { useAppState, useTexts } from '../model/use-session.js';

/** Tells those who cannot see the page of each new message; its edits would be too many. */
export function Announcer() {
  const texts = useTexts();
  const { messages, channel } = useAppState();
  const seen = useRef<{ readonly channel: string | null; readonly ids: ReadonlySet<string> }>({
    channel: null,
    ids: new Set(),
  });
  const [words, setWords] = useState('');
  useEffect(() => {
    const ids = new Set(messages.map(({ id }) => id));
    const fresh = messages.filter(({ id }) => !seen.current.ids.has(id));
    const isSamePlace = seen.current.channel === channel?.id;
    seen.current = { channel: channel?.id ?? null, ids };
    const last = fresh.at(-1);
    if (isSamePlace && last !== undefined)
      setWords(`${texts.newMessage(last.author.displayName)}. ${last.text}`);
  }, [messages, channel?.id]);
  return (
    <p class="unseen" role="status" aria-live="polite">
      {words}
    </p>
  );
}
