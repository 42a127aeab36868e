import { addCrowdStyle, allDelivered, CROWD_SETTINGS, crowd } from '../../test/bot/support/crowd.js';
import { Stage } from '../../test/bot/support/stage.js';

export interface CrowdFigures {
  readonly pictures: number;
  readonly delivered: number;
  /** From the first command until every picture waits, is painted, is on its message. */
  readonly queuedSeconds: number;
  readonly paintedSeconds: number;
  readonly deliveredSeconds: number;
  /** Edits of messages that the bot sent. */
  readonly edits: number;
  /** Of the bot's event loop, from when it was ready until it ended, in milliseconds. */
  readonly loop: { readonly median: number; readonly p99: number; readonly max: number };
}

/** A crowd at a real bot and real engines, against the loopback Discord, all on this machine. */
export async function measureCrowd(
  people: number,
  each: number,
  engines: number,
  patienceMs: number,
): Promise<CrowdFigures> {
  const stage = await Stage.open(CROWD_SETTINGS);
  try {
    await addCrowdStyle(stage);
    const painters = Array.from({ length: engines }, () => stage.start('engine'));
    for (const painter of painters) await painter.line('waiting for pictures to paint');
    const bot = await stage.startBot();
    const begin = Date.now();
    await crowd(stage, people, each);
    const delivered = await allDelivered(stage, people * each, patienceMs);
    await bot.end();
    const loop = await bot.line('event loop delay in milliseconds');
    const jobs = await stage.store.changedSince(0);
    const since = (times: readonly number[]) => (Math.max(...times) - begin) / 1000;
    const requests = await stage.sandbox.requests();
    return {
      pictures: people * each,
      delivered,
      queuedSeconds: since(jobs.map(({ createdAt }) => createdAt)),
      paintedSeconds: since(jobs.flatMap((job) => ('finishedAt' in job ? [job.finishedAt] : []))),
      deliveredSeconds: since(jobs.flatMap(({ deliveredAt }) => deliveredAt ?? [])),
      edits: requests.filter(({ method }) => method === 'PATCH').length,
      loop: { median: Number(loop.median), p99: Number(loop.p99), max: Number(loop.max) },
    };
  } finally {
    await stage.close();
  }
}
