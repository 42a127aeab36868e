import { useEffect, useRef } from 'preact/hooks';
import type { ChannelView } from '../../api.js';
import { Avatar } from '../message/avatar.js';
import { useAppState, useSession, useTexts } from '../model/use-session.js';
import { placeName } from './place-name.js';
import { Settings } from './settings.js';

/** The places there are, and who one is in them. */
export function Sidebar() {
  const session = useSession();
  const texts = useTexts();
  const { home, placesOpen } = useAppState();
  const aside = useRef<HTMLElement>(null);
  useEffect(() => {
    if (placesOpen) aside.current?.querySelector<HTMLElement>('.place[aria-current], .place')?.focus();
  }, [placesOpen]);
  if (home === null) return null;
  const guilds = new Map<string, ChannelView[]>();
  for (const channel of home.channels) {
    if (channel.guild === null) continue;
    guilds.set(channel.guild.name, [...(guilds.get(channel.guild.name) ?? []), channel]);
  }
  const groups = home.channels.filter(({ kind }) => kind === 'group');
  const direct = home.channels.find(({ kind }) => kind === 'dm');
  return (
    <>
      {placesOpen && (
        <button
          type="button"
          class="curtain"
          aria-label={texts.close}
          onClick={() => session.showPlaces(false)}
        />
      )}
      <aside
        ref={aside}
        class={`sidebar ${placesOpen ? 'open' : ''}`}
        id="places"
        onKeyDown={({ key }) => key === 'Escape' && session.showPlaces(false)}
      >
        <header class="wordmark">
          <Avatar name="Gramarye" id="0" bot />
          <div>
            <p class="word">Gramarye</p>
            <p class="small">{texts.notDiscord}</p>
          </div>
        </header>
        <nav aria-label={texts.places}>
          {[...guilds].map(([name, channels]) => (
            <section key={name}>
              <h2>
                {name}
                {!channels.some(({ botPresent }) => botPresent) && (
                  <span class="small"> · {texts.withoutBot}</span>
                )}
              </h2>
              <ul>
                {channels.map((channel) => (
                  <Place key={channel.id} channel={channel} />
                ))}
              </ul>
            </section>
          ))}
          {groups.length > 0 && (
            <section>
              <h2>{texts.groups}</h2>
              <ul>
                {groups.map((channel) => (
                  <Place key={channel.id} channel={channel} />
                ))}
              </ul>
            </section>
          )}
          <section>
            <h2>{texts.directMessages}</h2>
            <ul>
              <Place channel={direct ?? null} />
            </ul>
          </section>
        </nav>
        <Settings />
      </aside>
    </>
  );
}

/** @param channel null for the conversation with the bot that has not begun. */
function Place({ channel }: { readonly channel: ChannelView | null }) {
  const session = useSession();
  const state = useAppState();
  const here = channel !== null && state.channel?.id === channel.id;
  const isDirect = channel === null || channel.kind === 'dm';
  const bot = state.home?.bot;
  return (
    <li>
      <button
        type="button"
        class="place"
        aria-current={here ? 'page' : undefined}
        onClick={() => session.attempt(session.openChannel(channel?.id ?? 'dm'))}
      >
        {isDirect ? (
          <>
            <Avatar name={bot?.displayName ?? ''} id={bot?.id ?? '0'} bot />
            {bot?.displayName}
          </>
        ) : (
          placeName(channel)
        )}
      </button>
    </li>
  );
}
