import type { Painting } from '../picture.js';
import { render } from '../scene/render.js';
import { vector } from '../scene/vector.js';

/** The sample photograph: a lighthouse in the last hour of sun. Rendered, so that the project owns it. */
export const headland: Painting = {
  name: 'headland',
  width: 1200,
  height: 900,
  paint() {
    const camera = { eye: vector(0, 7.2, 0), target: vector(4, 11.5, 100), zoom: 0.345, exposure: 0.8 };
    return render(this.width, this.height, camera, 2);
  },
};
