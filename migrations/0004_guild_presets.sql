-- Styles that people of a server have added for that server. Their pictures are among all the others, by hash.
CREATE TABLE guild_presets (
  guild_id    TEXT    NOT NULL,
  name        TEXT    NOT NULL,              -- within the server, e.g. quiet-harbour
  author_id   TEXT    NOT NULL,
  settings    TEXT    NOT NULL,              -- JSON: src/jobs/guild-preset.ts
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (guild_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX guild_presets_author ON guild_presets (author_id);

CREATE TABLE guild_preset_pictures (
  guild_id  TEXT    NOT NULL,
  name      TEXT    NOT NULL,
  position  INTEGER NOT NULL,
  hash      TEXT    NOT NULL,
  PRIMARY KEY (guild_id, name, position),
  FOREIGN KEY (guild_id, name) REFERENCES guild_presets (guild_id, name) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX guild_preset_pictures_hash ON guild_preset_pictures (hash);
