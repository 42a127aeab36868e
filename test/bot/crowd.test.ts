import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCrowdStyle, allDelivered, CROWD_SETTINGS, crowd } from './support/crowd.js';
import { queueRecord, recordQueue, unfairClaims } from './support/queue-record.js';
import { shown } from './support/scene.js';
import { Stage } from './support/stage.js';

const PEOPLE = 50;
const EACH = 4;
const PATIENCE_MS = 240_000;

/** Nothing stood in for: one bot, two engines, SQLite, the loopback Discord; `bench/bot` has the same, with the clock. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open(CROWD_SETTINGS);
  await addCrowdStyle(stage);
  recordQueue(join(stage.data, 'gramarye.db'));
  const engines = [stage.start('engine'), stage.start('engine')];
  await stage.startBot();
  for (const engine of engines) await engine.line('waiting for pictures to paint');
});
afterAll(() => stage.close());

describe('50 people with 4 pictures each, at once, on two engines', () => {
  it('get all 200 of them, each on the right message, nobody’s next before another’s earlier one', {
    timeout: PATIENCE_MS + 60_000,
  }, async () => {
    const wishes = await crowd(stage, PEOPLE, EACH);
    expect(await allDelivered(stage, PEOPLE * EACH, PATIENCE_MS)).toBe(PEOPLE * EACH);

    const jobs = await stage.store.changedSince(0);
    expect(jobs.map(({ state }) => state)).toEqual(jobs.map(() => 'succeeded'));
    const ofPhoto = new Map(jobs.map((job) => [job.contentHash, job]));
    const results = new Set<string>();
    for (const { run, photo } of wishes) {
      const job = ofPhoto.get(sha256(photo));
      const { reply } = await run.view();
      if (job?.state !== 'succeeded' || reply === null) throw new Error('a picture is missing');
      expect(job.origin?.messageId).toBe(reply.id);
      const picture = await shown(stage.sandbox.user('ada'), reply);
      expect(sha256(picture)).toBe(job.resultHash);
      results.add(job.resultHash);
    }
    expect(results.size).toBe(PEOPLE * EACH);

    const record = queueRecord(join(stage.data, 'gramarye.db'));
    expect(record.filter(({ event }) => event === 'claimed')).toHaveLength(PEOPLE * EACH);
    expect(unfairClaims(record)).toEqual([]);
  });
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
