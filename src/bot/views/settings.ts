import { channelMention, roleMention } from 'discord.js';
import type { Config } from '../../config.js';
import type { GuildSettings, UserSettings } from '../../jobs/settings.js';
import type { Texts } from '../texts/texts.js';
import { COLOURS, container, text, type View } from './components.js';

/** What somebody has set for themselves. */
export function userSettingsView(settings: UserSettings, texts: Texts): View {
  const { options } = texts;
  const strength = Object.entries(texts.strengths).find(([key]) => key === settings.strength)?.[1];
  const brush = Object.entries(texts.brushes).find(([key]) => key === settings.brush)?.[1];
  const lines = [
    line(options.style.name, settings.style === undefined ? undefined : `\`${settings.style}\``),
    line(options.strength.name, strength),
    line(options.brush.name, brush),
    line(options.colours.name, settings.colours === undefined ? undefined : texts.colours[settings.colours]),
    line(options.size.name, settings.size === undefined ? undefined : `${settings.size} px`),
    line(
      options.quality.name,
      settings.quality === undefined ? undefined : texts.qualities[settings.quality],
    ),
    line(
      options.private.name,
      settings.private === undefined ? undefined : settings.private ? texts.yes : texts.no,
    ),
  ].filter((found) => found !== null);
  return view(texts.settings.mineTitle, lines, texts.settings.mineNone, texts.settings.mineHow);
}

/** What a server's managers have set for it. */
export function guildSettingsView(settings: GuildSettings, limits: Config['limits'], texts: Texts): View {
  const { options } = texts;
  const { channels, presets } = settings;
  const size = Math.min(settings.maxSize ?? limits.maxSize, limits.maxSize);
  const lines = [
    line(
      options.channel.name,
      channels.length === 0 ? undefined : texts.listed(channels.map(channelMention)),
    ),
    line(
      options.allowedStyle.name,
      presets.length === 0 ? undefined : texts.listed(presets.map((name) => `\`${name}\``)),
    ),
    line(options.largestSize.name, settings.maxSize === undefined ? undefined : `${size} px`),
    line(options.openPerPerson.name, settings.openPerUser),
    line(options.personPerDay.name, settings.userPerDay),
    line(options.serverPerDay.name, settings.guildPerDay),
    line(
      options.stylesRole.name,
      settings.stylesRole === undefined ? undefined : roleMention(settings.stylesRole),
    ),
  ].filter((found) => found !== null);
  return view(texts.settings.serverTitle, lines, texts.settings.serverNone, texts.settings.serverHow);
}

function line(name: string, value: string | number | undefined): string | null {
  return value === undefined ? null : `**${name}**: ${value}`;
}

function view(title: string, lines: readonly string[], none: string, how: string): View {
  const body = lines.length === 0 ? none : lines.join('\n');
  return [container(COLOURS.plain, text(`### ${title}\n${body}`), text(`-# ${how}`))];
}
