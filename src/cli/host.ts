import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config.js';
import type { Block } from '../jobs/records.js';
import { openRecords } from '../jobs/sqlite-records.js';
import { openJobStore } from '../jobs/sqlite-store.js';

const LOOK_MS = 250;

interface HostTools {
  readonly loadConfig: () => Config;
  readonly print: (text: string) => void;
}

/** What the host does with a bot that may be running: shut somebody out, and let it run empty before a restart. */
export function registerHost(program: Command, tools: HostTools): void {
  registerBlocks(program, tools);
  program
    .command('drain')
    .description('take nothing new, and wait until what is being painted is finished')
    .option('--end', 'take new pictures again', false)
    .action(async ({ end }: { end: boolean }) => drain(end, tools));
}

function registerBlocks(program: Command, { loadConfig, print }: HostTools): void {
  const kind = (text: string): Block['kind'] => {
    if (text === 'user' || text === 'guild') return text;
    throw new InvalidArgumentError('Say user or guild.');
  };
  const id = (text: string): string => {
    if (/^\d{15,20}$/.test(text)) return text;
    throw new InvalidArgumentError('Give an id of Discord’s: digits alone (Developer Mode, Copy ID).');
  };
  const withRecords = async (body: (records: ReturnType<typeof openRecords>) => Promise<void>) => {
    const records = openRecords(loadConfig().paths.database, { clock: Date.now });
    await body(records).finally(() => records.close());
  };
  program
    .command('block')
    .description('shut a user or a guild (a server) out; they are told so')
    .argument('<kind>', 'user or guild', kind)
    .argument('<id>', 'its id', id)
    .action((what: Block['kind'], who: string) =>
      withRecords(async (records) => {
        await records.block({ kind: what, id: who });
        print(`${what} ${who} is shut out`);
      }),
    );
  program
    .command('unblock')
    .description('let a user or a guild in again')
    .argument('<kind>', 'user or guild', kind)
    .argument('<id>', 'its id', id)
    .action((what: Block['kind'], who: string) =>
      withRecords(async (records) => {
        const was = await records.unblock({ kind: what, id: who });
        print(was ? `${what} ${who} may come in again` : `${what} ${who} was not shut out`);
      }),
    );
  program
    .command('blocks')
    .description('who is shut out')
    .action(() =>
      withRecords(async (records) => {
        const blocks = await records.blocks();
        print(blocks.length === 0 ? 'nobody' : blocks.map((block) => `${block.kind} ${block.id}`).join('\n'));
      }),
    );
}

async function drain(end: boolean, { loadConfig, print }: HostTools): Promise<void> {
  const store = openJobStore(loadConfig().paths.database, { clock: Date.now });
  try {
    await store.setDraining(!end);
    if (end) {
      print('new pictures are taken again');
      return;
    }
    let told = -1;
    for (;;) {
      // An engine that died holds its job until its lease is over.
      await store.reapExpired();
      const { queued, running } = await store.counts();
      if (running === 0) {
        print(`nothing is being painted any more; ${queued} waiting for later. Then: gramarye drain --end`);
        return;
      }
      if (running !== told) print(`${running} still being painted …`);
      told = running;
      await sleep(LOOK_MS);
    }
  } finally {
    await store.close();
  }
}
