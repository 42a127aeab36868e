import { AppError } from '../../errors.js';
import { type Database, transaction } from '../database.js';
import { type GuildPreset, guildPresetSettingsSchema } from '../guild-preset.js';
import type { Hash } from '../job.js';

export interface GuildPresets {
  ofGuild(guildId: string): GuildPreset[];
  ofAuthor(userId: string): GuildPreset[];
  /** Ids of the servers that have any. */
  guilds(): string[];
  /** As `Records.addGuildPreset`. */
  add(preset: GuildPreset, limit: number, now: number): GuildPreset;
  /** Answers the pictures it had before; null where there is none of that name. */
  change(preset: GuildPreset): Hash[] | null;
  /** Answers its pictures; null where there was none. */
  remove(guildId: string, name: string): Hash[] | null;
  /** All of a server's. Answers their pictures. */
  removeAll(guildId: string): Hash[];
}

interface Row {
  readonly guild_id: string;
  readonly name: string;
  readonly author_id: string;
  readonly settings: string;
}

export function prepareGuildPresets(db: Database): GuildPresets {
  const ofGuild = db.prepare('SELECT * FROM guild_presets WHERE guild_id = ? ORDER BY name');
  const ofAuthor = db.prepare('SELECT * FROM guild_presets WHERE author_id = ? ORDER BY guild_id, name');
  const guilds = db.prepare('SELECT DISTINCT guild_id FROM guild_presets').pluck();
  const names = db.prepare('SELECT name FROM guild_presets WHERE guild_id = ?').pluck();
  const insert = db.prepare('INSERT INTO guild_presets VALUES (@guildId, @name, @authorId, @settings, @now)');
  const update = db.prepare(
    'UPDATE guild_presets SET settings = @settings WHERE guild_id = @guildId AND name = @name',
  );
  const drop = db.prepare('DELETE FROM guild_presets WHERE guild_id = ? AND name = ?');
  const dropAll = db.prepare('DELETE FROM guild_presets WHERE guild_id = ?');
  const pictures = db
    .prepare('SELECT hash FROM guild_preset_pictures WHERE guild_id = ? AND name = ? ORDER BY position')
    .pluck();
  const allPictures = db.prepare('SELECT hash FROM guild_preset_pictures WHERE guild_id = ?').pluck();
  const dropPictures = db.prepare('DELETE FROM guild_preset_pictures WHERE guild_id = ? AND name = ?');
  const addPicture = db.prepare('INSERT INTO guild_preset_pictures VALUES (?, ?, ?, ?)');

  const picturesOf = (guildId: string, name: string) => pictures.all(guildId, name) as Hash[];
  const setPictures = ({ guildId, name, pictures: hashes }: GuildPreset): void => {
    dropPictures.run(guildId, name);
    for (const [position, hash] of hashes.entries()) addPicture.run(guildId, name, position, hash);
  };
  const read = (row: unknown): GuildPreset => {
    const { guild_id: guildId, name, author_id: authorId, settings } = row as Row;
    return {
      ...guildPresetSettingsSchema.parse(JSON.parse(settings)),
      guildId,
      name,
      authorId,
      pictures: picturesOf(guildId, name),
    };
  };
  const settingsOf = ({ title, description, strength, brush, colours }: GuildPreset): string =>
    JSON.stringify({ title, description, strength, brush, colours });

  return {
    ofGuild: transaction(db, (guildId: string) => ofGuild.all(guildId).map(read)),
    ofAuthor: transaction(db, (userId: string) => ofAuthor.all(userId).map(read)),
    guilds: () => guilds.all() as string[],
    add: transaction(db, (preset: GuildPreset, limit: number, now: number) => {
      const { guildId, authorId } = preset;
      const there = names.all(guildId) as string[];
      if (there.length >= limit) throw new AppError('GUILD_PRESETS_FULL', { count: there.length, limit });
      const added = { ...preset, name: freeName(preset.name, there) };
      insert.run({ guildId, name: added.name, authorId, settings: settingsOf(added), now });
      setPictures(added);
      return added;
    }),
    change: transaction(db, (preset: GuildPreset) => {
      const { guildId, name } = preset;
      const before = picturesOf(guildId, name);
      if (update.run({ guildId, name, settings: settingsOf(preset) }).changes === 0) return null;
      setPictures(preset);
      return before;
    }),
    remove: transaction(db, (guildId: string, name: string) => {
      const hashes = picturesOf(guildId, name);
      return drop.run(guildId, name).changes === 0 ? null : hashes;
    }),
    removeAll: transaction(db, (guildId: string) => {
      const hashes = allPictures.all(guildId) as Hash[];
      dropAll.run(guildId);
      return hashes;
    }),
  };
}

/** The name, or the first of `name-2`, `name-3`, … that is not taken. */
function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let n = 2; taken.includes(free); n++) free = `${name}-${n}`;
  return free;
}
