import { Avatar } from '../message/avatar.js';
import type { Theme } from '../model/preferences.js';
import { useAppState, useSession, useTexts } from '../model/use-session.js';

const LANGUAGES = [
  ['en-US', 'English'],
  ['zh-CN', '简体中文'],
] as const;

/** Who one is, in which language, by day or by night. */
export function Settings() {
  const session = useSession();
  const texts = useTexts();
  const { home, users, theme } = useAppState();
  if (home === null) return null;
  return (
    <footer class="settings">
      <fieldset class="people">
        <legend>{texts.you}</legend>
        {users.map((user) => (
          <button
            key={user.id}
            type="button"
            aria-pressed={user.id === home.user.id}
            onClick={() => session.attempt(session.becomeUser(user.username))}
          >
            <Avatar name={user.displayName} id={user.id} />
            {user.displayName}
          </button>
        ))}
      </fieldset>
      <label>
        <span>{texts.language}</span>
        <select
          class="select"
          value={home.user.locale}
          onChange={({ currentTarget }) => session.attempt(session.setLocale(currentTarget.value))}
        >
          {LANGUAGES.map(([locale, name]) => (
            <option key={locale} value={locale} lang={locale}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{texts.theme}</span>
        <select
          class="select"
          value={theme}
          onChange={({ currentTarget }) => session.setTheme(currentTarget.value as Theme)}
        >
          {Object.entries(texts.themes).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </footer>
  );
}
