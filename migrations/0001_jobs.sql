-- One row per picture that somebody asked for, from the request to the result.
-- Times are milliseconds since 1970. Pictures are named by the SHA-256 of their bytes (see src/jobs/blobs.ts).
CREATE TABLE jobs (
  seq             INTEGER PRIMARY KEY AUTOINCREMENT,   -- order of arrival
  id              TEXT    NOT NULL UNIQUE,             -- short and unguessable; fits in a button's custom_id
  state           TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  revision        INTEGER NOT NULL,                    -- grows with every change anybody should see

  -- who asked, and where the answer goes (null: the command line)
  user_id         TEXT    NOT NULL,
  guild_id        TEXT,
  channel_id      TEXT,
  message_id      TEXT,
  application_id  TEXT,
  interaction_token            TEXT,                   -- cleared when it expires
  interaction_token_expires_at INTEGER,
  attachment_size_limit        INTEGER,                -- bytes; Discord says it per interaction
  locale          TEXT,
  delivered_revision INTEGER NOT NULL DEFAULT 0,       -- the last revision whose message reached Discord
  delivered_at    INTEGER,                             -- when the final message was delivered

  -- what was asked (JSON: JobRequest); enough to repeat it exactly
  request         TEXT    NOT NULL,
  preset_name     TEXT    NOT NULL,
  content_hash    TEXT    NOT NULL,

  -- who works on it
  worker          TEXT,
  attempt         INTEGER NOT NULL DEFAULT 0,          -- grows with every claim: the fencing token
  crashes         INTEGER NOT NULL DEFAULT 0,
  lease_expires_at INTEGER,

  progress        TEXT,                                -- JSON: JobProgress
  preview_hash    TEXT,

  result_hash     TEXT,
  result          TEXT,                                -- JSON: JobResult
  error_code      TEXT,
  error_details   TEXT,                                -- JSON, for the sentence's {parts}

  created_at      INTEGER NOT NULL,
  started_at      INTEGER,                             -- first claim
  claimed_at      INTEGER,                             -- latest claim
  finished_at     INTEGER,
  engine_ms       INTEGER NOT NULL DEFAULT 0,          -- engine time spent, over all attempts that have ended

  -- A state has what belongs to it, whatever program wrote the row.
  CHECK (state <> 'running' OR (worker IS NOT NULL AND lease_expires_at IS NOT NULL AND claimed_at IS NOT NULL)),
  CHECK (state = 'running' OR (worker IS NULL AND lease_expires_at IS NULL)),
  CHECK (state <> 'succeeded' OR (result_hash IS NOT NULL AND result IS NOT NULL)),
  CHECK (state <> 'failed' OR error_code IS NOT NULL),
  CHECK ((state IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
) STRICT;

-- SQLite takes a partial index only for a query that repeats its condition word for word: hence one for each state.
CREATE INDEX jobs_queued    ON jobs (user_id, seq) WHERE state = 'queued';
CREATE INDEX jobs_running   ON jobs (lease_expires_at) WHERE state = 'running';
CREATE INDEX jobs_recent    ON jobs (claimed_at) WHERE claimed_at IS NOT NULL;
CREATE INDEX jobs_user      ON jobs (user_id, seq DESC);
CREATE INDEX jobs_revision  ON jobs (revision);
CREATE INDEX jobs_tokens    ON jobs (interaction_token_expires_at) WHERE interaction_token IS NOT NULL;
CREATE INDEX jobs_undelivered ON jobs (seq) WHERE delivered_at IS NULL AND channel_id IS NOT NULL;

-- The last revision given out. One row.
CREATE TABLE revisions (
  only  INTEGER PRIMARY KEY CHECK (only = 1),
  last  INTEGER NOT NULL
) STRICT;
INSERT INTO revisions (only, last) VALUES (1, 0);

-- Small facts a process keeps between runs, e.g. the digest of the commands registered last.
CREATE TABLE facts (
  name   TEXT PRIMARY KEY,
  value  TEXT NOT NULL
) STRICT;
