import type { Texts } from '../texts/texts.js';
import { COLOURS, container, text, type View } from './components.js';

export function helpView(texts: Texts): View {
  const { stylize, styles, history, queue, settings, preset, privacy, about } = texts.commands;
  const commands = [stylize, styles, history, queue, settings, preset, privacy, about].map(
    ({ name, description }) => `\`/${name}\` ${description}`,
  );
  return [
    container(
      COLOURS.plain,
      text(`### ${texts.help.title}\n${texts.help.how}`),
      text(commands.join('\n')),
      text(texts.help.more),
    ),
  ];
}

export function aboutView(version: string, texts: Texts): View {
  return [
    container(COLOURS.plain, text(`### Gramarye ${version}\n${texts.about.what}`), text(texts.about.how)),
  ];
}
