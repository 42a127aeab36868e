// A probe for the tests of its parent: behaves as the number of threads says, since that is all it is told besides.
const passed = { outcome: 'passed', gigaflops: 5, milliseconds: 1 };

const behave = {
  1: () => process.send(passed),
  2: () => process.kill(process.pid, 'SIGSEGV'),
  3: () => process.exit(3),
  // Blocked as in a native call, deaf to everything.
  4: () => {
    for (;;);
  },
  5: () => process.send({ outcome: 'splendid' }),
  // Prints a great deal, as drivers do, and still answers.
  6: () => {
    process.stdout.write('{"outcome":"passed"}\n'.repeat(20_000));
    process.stderr.write('Warning: Found no drivers!\n'.repeat(20_000), () => process.send(passed));
  },
};

process.on('disconnect', () => process.exit());
process.on('message', ({ threads }) => behave[threads]());
