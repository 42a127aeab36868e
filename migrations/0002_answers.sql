-- How a job's message may be shown and edited, and what the bot owes an answer to.
ALTER TABLE jobs ADD COLUMN private        INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1));        -- only its owner sees the message
ALTER TABLE jobs ADD COLUMN bot_can_edit   INTEGER NOT NULL DEFAULT 1 CHECK (bot_can_edit IN (0, 1));   -- also without the interaction's token
ALTER TABLE jobs ADD COLUMN age_restricted INTEGER NOT NULL DEFAULT 0 CHECK (age_restricted IN (0, 1)); -- made in such a channel
ALTER TABLE jobs ADD COLUMN spoiler        INTEGER NOT NULL DEFAULT 0 CHECK (spoiler IN (0, 1));        -- the photo was hidden, so its pictures are
ALTER TABLE jobs ADD COLUMN cause          TEXT;                                                        -- the button that asked for it: action:job

-- A button pressed twice asks once.
CREATE UNIQUE INDEX jobs_cause ON jobs (user_id, cause) WHERE cause IS NOT NULL AND finished_at IS NULL;

-- Which jobs use a style picture, so that a picture goes with the last of them.
CREATE TABLE job_styles (
  seq   INTEGER NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE,
  hash  TEXT    NOT NULL,
  PRIMARY KEY (seq, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_styles_hash ON job_styles (hash);
INSERT OR IGNORE INTO job_styles (seq, hash)
  SELECT seq, json_extract(style.value, '$.hash') FROM jobs, json_each(jobs.request, '$.styles') AS style;
CREATE INDEX jobs_content ON jobs (content_hash);
CREATE INDEX jobs_preview ON jobs (preview_hash) WHERE preview_hash IS NOT NULL;
CREATE INDEX jobs_result  ON jobs (result_hash) WHERE result_hash IS NOT NULL;

-- Interactions that were told “is thinking…” and have no answer yet: what a bot that was killed leaves behind.
CREATE TABLE deferrals (
  token           TEXT    PRIMARY KEY,
  application_id  TEXT    NOT NULL,
  locale          TEXT    NOT NULL,
  expires_at      INTEGER NOT NULL
) STRICT;

-- Pictures taken in from a message's menu, while their style is being chosen.
CREATE TABLE drafts (
  id            TEXT    PRIMARY KEY,
  user_id       TEXT    NOT NULL,
  content_hash  TEXT    NOT NULL,
  spoiler       INTEGER NOT NULL CHECK (spoiler IN (0, 1)),
  created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX drafts_content ON drafts (content_hash);
CREATE INDEX drafts_user    ON drafts (user_id);
