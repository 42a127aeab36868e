import { useAppState, useSession, useTexts } from '../model/use-session.js';
import { placeName } from './place-name.js';

/** Where one is, whether the bot is there, and the way to the developers' drawer. */
export function Header() {
  const session = useSession();
  const texts = useTexts();
  const { channel, home, drawer, placesOpen } = useAppState();
  if (channel === null || home === null) return null;
  const title = channel.kind === 'dm' ? home.bot.displayName : placeName(channel);
  return (
    <header class="header">
      <button
        type="button"
        class="icon places-button"
        aria-label={texts.openPlaces}
        aria-expanded={placesOpen}
        aria-controls="places"
        onClick={() => session.showPlaces(!placesOpen)}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M3 5.5h14M3 10h14M3 14.5h14" />
        </svg>
      </button>
      <div class="header-title">
        <h1>{title}</h1>
        {channel.ageRestricted && <span class="app-mark">{texts.ageRestricted}</span>}
        {channel.topic !== null && <p class="small">{channel.topic}</p>}
      </div>
      <span class={home.botReady ? 'presence on' : 'presence'} role="status">
        {home.botReady ? texts.botOnline : texts.botOffline}
      </span>
      <button
        type="button"
        class="button secondary developers-button"
        aria-pressed={drawer !== null}
        aria-label={texts.developers}
        onClick={() => (drawer === null ? session.openDrawer(null) : session.closeDrawer())}
      >
        <span aria-hidden="true">{'{ }'}</span>
        <span class="wide-only">{texts.developers}</span>
      </button>
    </header>
  );
}
