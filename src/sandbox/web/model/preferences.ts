export type Theme = 'auto' | 'light' | 'dark';

/** What this browser remembers of the page. Where it may not remember, everything is as at first. */
export interface Preferences {
  readonly theme: Theme;
  readonly user: string | null;
  readonly channel: string | null;
}

const KEY = 'gramarye-sandbox';
const FIRST: Preferences = { theme: 'auto', user: null, channel: null };

export function loadPreferences(): Preferences {
  try {
    return { ...FIRST, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };
  } catch {
    return FIRST;
  }
}

export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}
