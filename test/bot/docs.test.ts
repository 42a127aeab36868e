import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { en } from '../../src/bot/texts/en.js';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const rows = read('docs/discord.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:what|-)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('docs/discord.md', () => {
  it('has a row for every command, option and button', () => {
    const { commands, options, buttons, settings, preset, privacy } = en;
    const { usualStyle: _style, guildStyle: _own, reset: _reset, ...known } = options;
    const { presetPicture, presetTitle, presetDescription, secondPicture, thirdPicture, ...all } = known;
    const manner = [presetPicture, presetTitle, presetDescription, secondPicture, thirdPicture];
    const {
      channel,
      allowedStyle,
      largestSize,
      openPerPerson,
      personPerDay,
      serverPerDay,
      stylesRole,
      ...stylize
    } = all;
    const server = [
      channel,
      allowedStyle,
      largestSize,
      openPerPerson,
      personPerDay,
      serverPerDay,
      stylesRole,
    ];
    const wanted = [
      ...Object.values(stylize).map(({ name }) => `\`/stylize ${name}\``),
      ...server.map(({ name }) => `\`/settings server ${name}\``),
      ...[commands.stylize, commands.styles, commands.history, commands.queue].map(
        ({ name }) => `\`/${name}\``,
      ),
      ...[commands.help, commands.about].map(({ name }) => `\`/${name}\``),
      `\`/settings ${settings.mine.name}\``,
      `\`/settings ${settings.server.name}\``,
      ...[preset.add, preset.edit, preset.remove, preset.list].map(({ name }) => `\`/preset ${name}\``),
      ...[...manner, options.strength, options.brush, options.colours].map(
        ({ name }) => `\`/preset add ${name}\``,
      ),
      `\`/privacy ${privacy.export.name}\``,
      `\`/privacy ${privacy.delete.name}\``,
      `\`${commands.menuStylize.name}\``,
      ...Object.values(buttons).map((label) => `button \`${label}\``),
    ];
    const there = rows.map(([, what]) => what);
    expect(wanted.filter((what) => !there.includes(what))).toEqual([]);
  });

  it('shows of each command, option and button what people see', () => {
    // The second table is of what Discord does, which nobody sees.
    const shown = rows.filter((row) => row.length > 4);
    expect(shown.length).toBeGreaterThan(40);
    for (const row of shown) {
      const [, picture, alt] =
        /^<img src="([\w/-]+\.webp)" width="\d+" alt="([^"]+)">$/.exec(row[3] ?? '') ?? [];
      expect(picture, `${row[1]} has no picture: npm run figures:sandbox takes them`).toBeDefined();
      expect(alt).not.toBe('');
      expect(statSync(new URL(`docs/${picture}`, root)).size).toBeLessThanOrEqual(40_000);
    }
  });

  it('names tests that there are', () => {
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) {
      const [, file, title] = /^(test\/[\w/.-]+\.test\.ts): (.+)$/.exec(row.at(-2) ?? '') ?? [];
      expect(file, row.join(' | ')).toBeDefined();
      if (file !== undefined && title !== undefined) expect(read(file)).toContain(title);
    }
  });
});
