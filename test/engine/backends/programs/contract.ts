import { CONTENDERS } from '../contract/contenders.js';
import { CONTRACT } from '../contract/contract.js';

/** What is told of one law; the first of all is told of nothing but the backend, with an empty name. */
export interface Outcome {
  readonly law: string;
  readonly problem: string | null;
}

/*
 * Holds the contract against the contender that is named by the first argument, in this process, and tells the parent
 * of each law.
 */
const contender = CONTENDERS.find(({ name }) => name === process.argv[2]);
if (contender === undefined) throw new Error(`no contender called ${process.argv[2]}`);
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
const tell = (law: string, thrown?: unknown) =>
  process.send?.({
    law,
    problem:
      thrown === undefined ? null : thrown instanceof Error ? (thrown.stack ?? thrown.message) : `${thrown}`,
  } satisfies Outcome);

try {
  const backend = await contender.create();
  tell('');
  for (const { name, check } of CONTRACT) {
    await check(backend).then(
      () => tell(name),
      (thrown: unknown) => tell(name, thrown),
    );
  }
} catch (thrown) {
  tell('', thrown);
}
