import { useEffect, useRef, useState } from 'preact/hooks';
import type { MessageView } from '../../api.js';
import { useAppState, useSession, useTexts } from '../model/use-session.js';

/** What can be done with a message: the bot's commands for messages, delete, look behind it. Opens by mouse and keyboard. */
export function MessageMenu({ message }: { readonly message: MessageView }) {
  const session = useSession();
  const texts = useTexts();
  const { commands, home } = useAppState();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);

  useEffect(() => {
    // The right button, the menu key and Shift+F10 on the message itself open it too.
    const item = button.current?.closest('li');
    const show = (event: Event) => {
      if (event.target instanceof Element && event.target.closest('a, input, select') !== null) return;
      event.preventDefault();
      setOpen(true);
    };
    item?.addEventListener('contextmenu', show);
    return () => item?.removeEventListener('contextmenu', show);
  }, []);

  useEffect(() => {
    if (!open) return undefined;
    menu.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const away = ({ target }: Event) => {
      if (target instanceof Node && menu.current?.contains(target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to =
      event.key === 'ArrowDown'
        ? at + 1
        : event.key === 'ArrowUp'
          ? at - 1 + items.length
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? items.length - 1
              : null;
    if (to !== null) {
      event.preventDefault();
      items[to % items.length]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  const act = (action: () => void) => () => {
    close();
    action();
  };
  const apps = commands.filter(({ type }) => type === 'message');
  const mayDelete = message.author.id === home?.user.id || !message.ephemeral;
  return (
    <div class="message-menu">
      <button
        ref={button}
        type="button"
        class="icon"
        aria-label={texts.moreActions}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <circle cx="4" cy="10" r="1.7" />
          <circle cx="10" cy="10" r="1.7" />
          <circle cx="16" cy="10" r="1.7" />
        </svg>
      </button>
      {open && (
        <div
          ref={menu}
          class="menu"
          role="menu"
          tabIndex={-1}
          aria-label={texts.moreActions}
          onKeyDown={onKeyDown}
        >
          {apps.length > 0 && <p class="menu-title">{texts.apps}</p>}
          {apps.map((command) => (
            <button
              key={command.id}
              type="button"
              role="menuitem"
              onClick={act(() => session.attempt(session.runOn(command, message)))}
            >
              {command.label}
            </button>
          ))}
          <hr />
          <button type="button" role="menuitem" onClick={act(() => session.openDrawer(message.id))}>
            {texts.inspect}
          </button>
          {mayDelete && (
            <button
              type="button"
              role="menuitem"
              class="danger"
              onClick={act(() => session.attempt(session.deleteMessage(message.id)))}
            >
              {texts.deleteMessage}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
