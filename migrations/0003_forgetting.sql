-- What is to be removed, so that it is, whatever dies on the way; and what people and servers have set.

-- People who asked for everything about them to be removed.
CREATE TABLE erasures (
  user_id   TEXT    PRIMARY KEY,
  asked_at  INTEGER NOT NULL
) STRICT;

-- Messages of jobs that are gone: what is left to do is to delete them.
CREATE TABLE unwanted_messages (
  channel_id  TEXT    NOT NULL,
  message_id  TEXT    NOT NULL,
  since       INTEGER NOT NULL,
  PRIMARY KEY (channel_id, message_id)
) STRICT, WITHOUT ROWID;

-- Pictures and jobs that were removed, for processes that keep something made from them: checkpoints, style caches.
CREATE TABLE forgotten (
  seq   INTEGER PRIMARY KEY AUTOINCREMENT,
  kind  TEXT    NOT NULL CHECK (kind IN ('picture', 'job')),
  name  TEXT    NOT NULL,                      -- the picture's hash, the job's id
  since INTEGER NOT NULL
) STRICT;
CREATE INDEX forgotten_since ON forgotten (since);

-- For quotas and retention.
CREATE INDEX jobs_user_created  ON jobs (user_id, created_at);
CREATE INDEX jobs_guild_created ON jobs (guild_id, created_at) WHERE guild_id IS NOT NULL;
CREATE INDEX jobs_finished      ON jobs (finished_at) WHERE finished_at IS NOT NULL;

-- JSON, whose shape is src/jobs/settings.ts's business.
CREATE TABLE user_settings (
  user_id   TEXT PRIMARY KEY,
  settings  TEXT NOT NULL
) STRICT;
CREATE TABLE guild_settings (
  guild_id  TEXT PRIMARY KEY,
  settings  TEXT NOT NULL
) STRICT;

-- Whom the host has shut out.
CREATE TABLE blocks (
  kind   TEXT    NOT NULL CHECK (kind IN ('user', 'guild')),
  id     TEXT    NOT NULL,
  since  INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- Retention takes a job's pictures before it takes the job.
ALTER TABLE jobs ADD COLUMN pictures_gone INTEGER NOT NULL DEFAULT 0 CHECK (pictures_gone IN (0, 1));
