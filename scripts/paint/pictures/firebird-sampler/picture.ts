import { weave } from '../../canvas.js';
import { photograph } from '../../light.js';
import { Panel } from '../../panel.js';
import type { Painting } from '../../picture.js';
import { Random } from '../../random.js';
import { bird } from './bird.js';
import { border, echo, LINEN, tone } from './cloth.js';
import { HEIGHT, SEED, WIDTH } from './floss.js';
import { branches, trunk } from './tree.js';

export const firebirdSampler: Painting = {
  name: 'firebird-sampler',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const panel = new Panel(WIDTH, HEIGHT, 2, LINEN);
    weave(panel, `${SEED}/linen`, 0.13, 3.6);
    tone(panel);
    const hoop = { panel, random };
    border(hoop);
    for (const side of [-1, 1] as const) branches(hoop, side);
    trunk(hoop);
    for (const side of [-1, 1] as const) bird(hoop, side);
    echo(hoop);
    return photograph(panel, { depth: 0.42, gloss: 0.05 });
  },
};
