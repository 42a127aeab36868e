import { ComponentType } from 'discord.js';
import { localised } from '../../presets/localised.js';
import type { Preset } from '../../presets/preset.js';
import type { Texts } from '../texts/texts.js';
import { button, buttons, COLOURS, container, text, type View } from './components.js';

export const CHOOSE_STYLE = 'choose';
export const CHOOSE_PAGE = 'choose-page';

/** The most a list can offer. */
const PER_PAGE = 25;

/** The styles to choose from for a picture that was taken in, a page at a time. `wanted` counts from 0. */
export function chooseView(
  draftId: string,
  presets: readonly Preset[],
  wanted: number,
  texts: Texts,
  locale: string,
): View {
  if (presets.length === 0) return [container(COLOURS.plain, text(texts.styles.none))];
  const pages = Math.ceil(presets.length / PER_PAGE);
  const page = Math.min(pages - 1, Math.max(0, Number.isNaN(wanted) ? 0 : wanted));
  const options = presets.slice(page * PER_PAGE, (page + 1) * PER_PAGE).map(({ manifest }) => {
    const { title: label, description } = localised(manifest, locale);
    return { label, value: manifest.name, description };
  });
  return [
    container(
      COLOURS.plain,
      text(`### ${texts.choose.title}\n${texts.choose.how}`),
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.StringSelect,
            custom_id: `${CHOOSE_STYLE}:${draftId}`,
            placeholder: texts.choose.placeholder,
            options,
          },
        ],
      },
      ...(pages === 1
        ? []
        : [
            text(`-# ${texts.styles.page(page + 1, pages)}`),
            buttons(
              button(`${CHOOSE_PAGE}:${draftId}:${page - 1}`, texts.buttons.previous, {
                disabled: page === 0,
              }),
              button(`${CHOOSE_PAGE}:${draftId}:${page + 1}`, texts.buttons.next, {
                disabled: page === pages - 1,
              }),
            ),
          ]),
    ),
  ];
}
