import { ComponentType } from 'discord.js';
import type { Texts } from '../texts/texts.js';
import { COLOURS, container, text, type View } from './components.js';

/** @param files names of the attached archives. */
export function exportView(files: readonly string[], texts: Texts): View {
  return [
    container(
      COLOURS.plain,
      text(`### ${texts.privacy.everything}\n${texts.privacy.archive}`),
      ...files.map((file) => ({
        type: ComponentType.File as const,
        file: { url: `attachment://${file}` },
      })),
    ),
  ];
}
