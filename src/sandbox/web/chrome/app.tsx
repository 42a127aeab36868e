import { useEffect } from 'preact/hooks';
import { Composer } from '../composer/composer.js';
import { Drawer } from '../drawer/drawer.js';
import { MessageList } from '../message/message-list.js';
import { useAppState, useSession, useTexts } from '../model/use-session.js';
import { Announcer } from './announcer.js';
import { Header } from './header.js';
import { Lightbox } from './lightbox.js';
import { Modal } from './modal.js';
import { Sidebar } from './sidebar.js';

/** The whole page. */
export function App() {
  const session = useSession();
  const texts = useTexts();
  const { home, channel, theme, notice, offline, modal, plates, drawer } = useAppState();
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  useEffect(() => {
    document.title = texts.title;
    document.documentElement.lang = home?.user.locale ?? 'en';
  }, [texts, home?.user.locale]);
  if (home === null) return offline ? <p class="offline">{texts.offline}</p> : null;
  return (
    <div class={drawer === null ? 'app' : 'app with-drawer'}>
      <button
        type="button"
        class="skip"
        onClick={() => document.querySelector<HTMLElement>('.composer .line input')?.focus()}
      >
        {texts.skip}
      </button>
      <Sidebar />
      <main class="main">
        <Header />
        {offline && (
          <p class="notice" role="alert">
            {texts.offline}
          </p>
        )}
        <MessageList />
        {notice !== null && (
          <p class="notice" role="alert">
            {notice}
            <button
              type="button"
              class="icon"
              aria-label={texts.dismiss}
              onClick={() => session.notify(null)}
            >
              ✕
            </button>
          </p>
        )}
        {channel !== null && <Composer />}
      </main>
      {drawer !== null && <Drawer messageId={drawer.messageId} />}
      {plates !== null && <Lightbox all={plates.all} at={plates.at} />}
      {modal !== null && <Modal key={modal.interactionId} modal={modal.modal} />}
      <Announcer />
    </div>
  );
}
