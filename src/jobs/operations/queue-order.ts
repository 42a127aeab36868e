/** How far back engine time counts against a user. */
export const WINDOW_MS = 60 * 60_000;
/** What a job is expected to take while none has finished lately. */
const GUESS_MS = 60_000;

/**
 * Common table expressions that end in `waiting (seq, id, place)`: the queued jobs in the order in which they are
 * to run, `place` from 0. Needs `@now`.
 *
 * Next is the oldest job of the user who had the least engine time lately: the time of their jobs last claimed within
 * the hour, of running ones as far as they are. Between equals, the user with fewer jobs running right now, then
 * whoever came first. A user's later jobs are placed as if each one before it had taken as long as jobs took of late;
 * the claim only ever takes place 0, so that guess shapes what people are told and never who is next.
 *
 * Measured with 100 000 jobs done and 2000 waiting: 2.5 ms. (`state = 'running' OR claimed_at > …` in place of the two
 * selects read every job there ever was: 56 ms.)
 *
 * Rejected: first come, first served (one user's twenty jobs hold up everybody else's one), and strict turns between
 * users (unfair when one of them asks for 2048 px and the others for 256).
 */
export const QUEUE_ORDER = `
  spells AS (
    SELECT user_id, engine_ms AS ms, 0 AS running
      FROM jobs
     WHERE claimed_at > @now - ${WINDOW_MS} AND state <> 'running'
     UNION ALL
    SELECT user_id, engine_ms + @now - claimed_at, 1
      FROM jobs
     WHERE state = 'running'
  ),
  usage AS (
    SELECT user_id, SUM(ms) AS spent, SUM(running) AS running
      FROM spells
     GROUP BY user_id
  ),
  typical AS (
    SELECT MAX(1, COALESCE(AVG(engine_ms), ${GUESS_MS})) AS ms
      FROM jobs
     WHERE claimed_at > @now - ${WINDOW_MS} AND state = 'succeeded'
  ),
  turns AS (
    SELECT seq, id, user_id, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY seq) - 1 AS earlier
      FROM jobs
     WHERE state = 'queued'
  ),
  waiting AS (
    SELECT seq, id,
           ROW_NUMBER() OVER (
             ORDER BY COALESCE(spent, 0) + earlier * typical.ms, COALESCE(running, 0) + earlier, seq
           ) - 1 AS place
      FROM turns
      JOIN typical
      LEFT JOIN usage USING (user_id)
  )`;
