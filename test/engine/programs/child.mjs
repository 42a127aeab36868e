// A child for the tests of its parent's handle: behaves as its task's recipe says.
const ready = { op: 'ready', backend: 'onnxruntime', device: 'cpu' };
const started = { op: 'started', resumed: null };
const progress = (step) => ({
  op: 'progress',
  octave: 1,
  octaves: 1,
  step,
  steps: 3,
  fraction: step / 3,
  loss: 1,
  secondsLeft: null,
  preview: null,
});
const done = {
  op: 'done',
  file: 'result.png',
  width: 4,
  height: 3,
  extractor: 'wavelet',
  evaluations: 3,
  seconds: 1,
  lossFirst: 2,
  lossLast: 1,
  memory: 12345,
};
const failed = (code) => ({
  op: 'failed',
  code,
  details: { limit: 64 },
  message: 'Error: as it was\n    at there',
});

const scored = {
  op: 'scored',
  extractor: 'wavelet',
  width: 4,
  height: 3,
  photo: { style: 2, content: 0 },
  result: { style: 0.5, content: 1 },
  closed: 0.75,
  styleByLayer: { photo: { one: 2 }, result: { one: 0.5 } },
};
/** The extractor of a score says how it ends. */
const behaveAsked = (extractor) => (extractor === 'eyes' ? failed('OPTION_INVALID') : scored);

const behave = {
  paint: () => [started, progress(1), progress(2), progress(3), done],
  fail: () => [started, failed('PICTURE_TOO_LARGE')],
  stumble: () => [started, failed('A_CODE_OF_TOMORROW')],
  babble: () => [started, { op: 'sing' }],
  hang: () => [started],
  gape: () => [],
  lose: () => [started, { op: 'lost', message: 'device lost' }],
  exit: () => process.exit(7),
};

process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if (message.op === 'start') {
    process.send(message.settings.backend === 'tensorflow' ? failed('ENGINE_BACKEND') : ready);
  } else if (message.op === 'stylize') {
    for (const answer of behave[message.task.recipe]()) process.send(answer);
  } else if (message.op === 'score') {
    process.send(behaveAsked(message.task.extractor));
  } else if (message.op === 'save') {
    process.send({ op: 'checkpoint', file: 'checkpoint', octave: 1, step: 2 });
  }
});
