import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../jobs/job.js';
import type { JobStore } from '../jobs/store.js';
import type { Checklist } from './checklist.js';
import type { LoggingProgram } from './programs.js';

const LOOK_MS = 300;

export interface GuideTools {
  readonly store: JobStore;
  readonly bot: LoggingProgram;
  readonly list: Checklist;
  readonly guildId: string;
  /** How the owner knows the channel. */
  readonly channel: string;
  /** How long to wait for each thing. */
  readonly patienceMs: number;
}

/** What only a person can do, one thing after the other, each ticked off once the bot has seen it. */
export async function guide(tools: GuideTools): Promise<void> {
  const { list, channel } = tools;
  list.note('\nNow it is your turn. Do each thing in Discord; it is ticked off when the bot sees it.\n');

  const cancelled = new Set<string>();
  const asked = await step(tools, `In #${channel}, use /stylize with a picture of yours`, async () =>
    (await jobsHere(tools)).find(({ origin }) => origin?.messageId !== null),
  );
  if (asked !== null) {
    cancelled.add(asked.id);
    await step(tools, 'Press Cancel under it', async () => {
      const job = await tools.store.get(asked.id);
      if (job?.state === 'succeeded') throw new Error('it was finished before you could; try a larger size');
      return job?.state === 'cancelled' ? job : undefined;
    });
  }
  const painted = await step(
    tools,
    'Use /stylize once more, and wait until the picture is finished',
    async () => {
      const jobs = (await jobsHere(tools)).filter(({ id }) => !cancelled.has(id));
      const failed = jobs.find(({ state }) => state === 'failed');
      if (failed?.state === 'failed') throw new Error(`painting failed (${failed.errorCode})`);
      return jobs.find(({ state, deliveredAt }) => state === 'succeeded' && deliveredAt !== null);
    },
  );
  if (painted !== null) {
    await step(tools, 'Press Compare under it', () => answered(tools, `compare:${painted.id}`));
  }
  await step(tools, 'Look at /history', () => answered(tools, '/history'));
  await step(tools, 'Open a direct message with the bot and use /about there', () =>
    answered(tools, '/about', null),
  );
}

/** Waits until `look` finds something. What it throws is why it failed. */
async function step<Found>(
  { list, bot, patienceMs }: GuideTools,
  what: string,
  look: () => Promise<Found | undefined>,
): Promise<Found | null> {
  list.note(`  ${what} …`);
  const deadline = Date.now() + patienceMs;
  return list.check(what, async () => {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (bot.ended) throw new Error('the bot has ended');
      if (Date.now() > deadline) throw new Error(`nothing of it for ${Math.round(patienceMs / 1000)} s`);
      await sleep(LOOK_MS);
    }
  });
}

async function jobsHere({ store, guildId }: GuideTools): Promise<Job[]> {
  return (await store.changedSince(0)).filter(({ origin }) => origin?.guildId === guildId);
}

/** Whether the bot has answered this command or button: in the server, or where `guild` is null, outside of any. */
async function answered({ bot, guildId }: GuideTools, interaction: string, guild: string | null = guildId) {
  return bot.lines.find(
    (line) => line.msg === 'answered' && line.interaction === interaction && line.guild === guild,
  );
}
