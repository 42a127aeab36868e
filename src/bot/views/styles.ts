import type { APIComponentInContainer } from 'discord.js';
import { localised } from '../../presets/localised.js';
import type { PresetManifest } from '../../presets/preset.js';
import type { Texts } from '../texts/texts.js';
import { button, buttons, COLOURS, container, plain, section, text, type View } from './components.js';

export const STYLES_PAGE = 'styles';
export const OWN_STYLES_PAGE = 'own-styles';

/** A section is three components with its text and thumbnail; a message has room for 40 in all. */
export const STYLES_PER_PAGE = 10;

export interface StyleEntry {
  readonly manifest: PresetManifest;
  /** Name of the attached thumbnail; null when the picture cannot be shown. */
  readonly file: string | null;
}

/** What is said above a list of styles, or in place of one that is empty; which button turns its pages. */
export interface StylesHeading {
  readonly title: string;
  readonly how: string;
  readonly none: string;
  readonly pagePrefix: string;
}

/** One page of styles. `page` counts from 0. */
export function stylesView(
  entries: readonly StyleEntry[],
  { page, pages }: { readonly page: number; readonly pages: number },
  { title: heading, how, none, pagePrefix }: StylesHeading,
  texts: Texts,
  locale: string,
): View {
  if (entries.length === 0) return [container(COLOURS.plain, text(`### ${plain(heading)}\n${none}`))];
  const rows: APIComponentInContainer[] = entries.map(({ manifest, file }) => {
    const { title, description } = localised(manifest, locale);
    const content = `**${plain(title)}** · \`${manifest.name}\`\n${plain(description)}`;
    return file === null ? text(content) : section(content, file, texts.altStyle(title));
  });
  if (pages > 1) {
    rows.push(
      text(`-# ${texts.styles.page(page + 1, pages)}`),
      buttons(
        button(`${pagePrefix}:${page - 1}`, texts.buttons.previous, { disabled: page === 0 }),
        button(`${pagePrefix}:${page + 1}`, texts.buttons.next, { disabled: page === pages - 1 }),
      ),
    );
  }
  return [container(COLOURS.plain, text(`### ${plain(heading)}\n${how}`), ...rows)];
}
