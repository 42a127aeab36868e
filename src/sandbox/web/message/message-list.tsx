import { useEffect, useRef, useState } from 'preact/hooks';
import { placeName } from '../chrome/place-name.js';
import { Welcome } from '../chrome/welcome.js';
import { useAppState, useSession, useTexts } from '../model/use-session.js';
import { Message } from './message.js';

/** Nearer to the end than this counts as at the end, which is then followed. */
const NEAR_PX = 120;
const MINUTE_MS = 60_000;

/** The messages of a place, oldest first, and what was sent and not answered yet. */
export function MessageList() {
  const session = useSession();
  const texts = useTexts();
  const state = useAppState();
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const { channel, dismissed, pending, jumpTo } = state;
  const messages = state.messages.filter(({ id }) => !dismissed.has(id));
  const sent = pending.filter((one) => one.messageId === null && one.channelId === channel?.id);
  const place = channel === null ? '' : placeName(channel);

  useEffect(() => {
    following.current = true;
  }, [channel?.id]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const follow = () => {
      if (following.current) element.scrollTop = element.scrollHeight;
    };
    follow();
    const observer = new ResizeObserver(follow);
    for (const child of element.children) observer.observe(child);
    observer.observe(element);
    return () => observer.disconnect();
  }, [state.messages, sent.length, channel?.id]);
  useEffect(() => {
    if (jumpTo === null) return;
    const element = document.getElementById(`message-${jumpTo}`);
    following.current = false;
    element?.scrollIntoView({ block: 'center' });
    element?.focus();
  }, [jumpTo, channel?.id]);

  // “3 minutes ago” does not stay true.
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const here = (event.target as Element).closest<HTMLElement>('.message');
    if (here === null || event.target !== here) return;
    const to =
      event.key === 'ArrowUp'
        ? here.previousElementSibling
        : event.key === 'ArrowDown'
          ? here.nextElementSibling
          : null;
    if (to instanceof HTMLElement && to.classList.contains('message')) {
      event.preventDefault();
      to.focus();
    }
  };
  return (
    <div
      ref={scroller}
      class="scroller"
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        following.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      }}
    >
      {messages.length === 0 && sent.length === 0 && <Welcome />}
      <ol class="messages" aria-label={texts.messagesIn(place)} onKeyDown={onKeyDown}>
        {messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
        {sent.map((one) => (
          <li key={one.interactionId} class="message pending" role={one.failed ? 'alert' : undefined}>
            <div class="message-body">
              <p class="context">{one.label}</p>
              {one.failed ? (
                <p class="problem">
                  {texts.noAnswer}{' '}
                  <button type="button" class="link" onClick={() => session.forgetPending(one.interactionId)}>
                    {texts.dismiss}
                  </button>
                </p>
              ) : (
                <p class="thinking">
                  <span class="dots" aria-hidden="true" /> {texts.sending}
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
