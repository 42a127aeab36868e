import { Command } from 'commander';
import { describeMachine, machine } from '../support/machine.js';
import { parseCount } from '../support/options.js';
import { writeResult } from '../support/output.js';
import { printTable } from '../support/table.js';
import { measureCrowd } from './crowd.js';
import { measureQueue } from './queue.js';

interface Options {
  readonly people: number;
  readonly each: number;
  readonly engines: number;
  readonly patience: number;
}

const { people, each, engines, patience } = new Command('bench:bot')
  .description(
    'A crowd asks a real bot for small pictures, all at once, against the loopback Discord, with real engines and a ' +
      'recipe of one step: how late the bot’s event loop gets, and when everybody has their picture. Then what it takes ' +
      'to know whose turn it is in a database with a past. Writes bench-out/bot.json.',
  )
  .option('--people <count>', 'how many ask', parseCount, 50)
  .option('--each <count>', 'pictures of each, 10 at most', parseCount, 4)
  .option('--engines <count>', 'engines that paint', parseCount, 2)
  .option('--patience <seconds>', 'how long to wait for the last picture', parseCount, 240)
  .parse()
  .opts<Options>();

console.log(describeMachine(machine()));
const crowd = await measureCrowd(people, each, engines, patience * 1000);
const ms = (value: number) => `${value.toFixed(1)} ms`;
const seconds = (value: number) => `${value.toFixed(1)} s`;
console.log(`\n${people} people with ${each} pictures each, ${engines} engines`);
printTable(
  ['', ''],
  [
    ['delivered', `${crowd.delivered} of ${crowd.pictures}`],
    ['all waiting after', seconds(crowd.queuedSeconds)],
    ['all painted after', seconds(crowd.paintedSeconds)],
    ['all delivered after', seconds(crowd.deliveredSeconds)],
    ['edits of messages', String(crowd.edits)],
    ['event loop delay, median', ms(crowd.loop.median)],
    ['99th percentile', ms(crowd.loop.p99)],
    ['most', ms(crowd.loop.max)],
  ],
);
const queue = await measureQueue(100_000, 1000, 2000);
console.log(
  `\n${queue.done} jobs done, ${queue.lately} of them within the hour, ${queue.waiting} waiting; medians`,
);
printTable(
  ['', ''],
  [
    ['a job’s place', ms(queue.placeMs)],
    ['a claim, with its flush to the disk', ms(queue.claimMs)],
  ],
);
await writeResult('bot', { people, each, engines, crowd, queue });
if (crowd.delivered < crowd.pictures) process.exitCode = 1;
