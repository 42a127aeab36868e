import { grain, paper } from 'gramarye/effects';
import { definePreset } from 'gramarye/preset';

// Ink sits in the tooth of the paper, which no optimization of a few hundred pixels can paint.
export default definePreset({
  after(picture, context) {
    return grain(paper(picture, context, 0.5), context, 5);
  },
});
