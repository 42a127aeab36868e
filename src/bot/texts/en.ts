import type { ErrorCode } from '../../errors.js';

/**
 * Everything the bot says in English. A language is one file like this one: `texts.ts` picks it by the person's
 * locale. Names of commands and options must fit Discord's pattern (lower case, no spaces, 32 characters),
 * descriptions and choices 100 characters.
 */
export const en = {
  commands: {
    stylize: { name: 'stylize', description: 'Repaint a picture in the style of a painting' },
    menuStylize: { name: 'Stylize this picture' },
    styles: { name: 'styles', description: 'See the styles I can paint in' },
    history: { name: 'history', description: 'Your pictures, newest first' },
  },
  options: {
    picture: { name: 'picture', description: 'The picture to repaint: PNG, JPEG, WebP, GIF, AVIF or TIFF' },
    style: { name: 'style', description: 'Which style? Type a few letters; /styles shows them all' },
    secondStyle: { name: 'second-style', description: 'Another style to blend with the first' },
    mix: { name: 'mix', description: 'How much of the second style, in percent (50)' },
    stylePicture: { name: 'style-picture', description: 'A painting of your own to take the style from' },
    strength: { name: 'strength', description: 'How much of the style to put on (normal)' },
    brush: { name: 'brush', description: 'How broad the strokes are (normal)' },
    colours: { name: 'colours', description: 'Whose colours the picture has (the painting’s)' },
    size: {
      name: 'size',
      description: (pixels: number) => `Longest side of the result in pixels (${pixels})`,
    },
    quality: { name: 'quality', description: 'How much time it is worth (balanced)' },
    private: { name: 'private', description: 'Show it to you alone (no)' },
    seed: { name: 'seed', description: 'The same seed paints the same picture again' },
  },
  strengths: { hint: 'A hint', light: 'Light', normal: 'Normal', strong: 'Strong', wild: 'Wild' },
  brushes: { fine: 'Fine', normal: 'Normal', broad: 'Broad', huge: 'Very broad' },
  colours: {
    style: 'The painting’s',
    luminance: 'The photo’s own',
    matched: 'The photo’s, blended into the painting',
  },
  qualities: { balanced: 'Balanced', best: 'Best, and slower' },
  sizeChoice: (pixels: number, isDefault: boolean) => `${pixels} px${isDefault ? ' (default)' : ''}`,

  /** The name of a style that somebody brought along. */
  ownStyle: 'Your own style picture',
  blend: (first: string, second: string) => `${first} + ${second}`,

  waiting: {
    next: 'You are next, the brushes are wet.',
    ahead: (count: number) =>
      count === 1 ? 'One picture is ahead of yours.' : `${count} pictures are ahead of yours.`,
  },
  running: {
    starting: 'Mixing the colours…',
    step: (octave: number, octaves: number, step: number, steps: number) =>
      `octave ${octave} of ${octaves} · step ${step} of ${steps}`,
    left: (time: string) => `about ${time} left`,
    parked:
      'Discord lets me update this message for 15 minutes only. Press “Show result” to see how far it is.',
  },
  finished: {
    facts: (width: number, height: number, time: string) => `${width} × ${height} px · painted in ${time}`,
    by: (mention: string) => `for ${mention}`,
    reduced: 'Sent a little smaller: the full picture is over the upload limit here.',
    gone: 'It is finished, but the picture is not kept any more. Send yours again to repaint it.',
    unsendable: 'It is finished, but too large to upload here.',
  },
  /** What was chosen, where it is not the usual. */
  chosen: {
    strength: (factor: string) => `style ×${factor}`,
    brush: (factor: string) => `brush ×${factor}`,
    luminance: 'the photo’s colours',
    matched: 'colours matched to the photo',
    best: 'best quality',
  },
  failed: { title: 'That did not work out' },
  cancelled: {
    title: (style: string) => `${style}, cancelled`,
    text: 'Stopped. Nothing more will be painted.',
    soFar: 'Stopped. This is how far it got.',
  },
  compare: {
    title: (style: string) => `${style}: photo and result`,
    alt: (style: string) => `The photo, and beside it the picture in the style “${style}”`,
  },
  buttons: {
    cancel: 'Cancel',
    previous: 'Previous',
    next: 'Next',
    again: 'Again',
    stronger: 'Stronger',
    softer: 'Softer',
    originalColours: 'Original colours',
    larger: 'Larger',
    compare: 'Compare',
    delete: 'Delete',
    show: 'Show result',
  },

  styles: {
    title: 'Styles',
    how: 'Use one with `/stylize`: attach a picture and type the style’s name.',
    none: 'There are no styles here yet. The person who runs this bot can add some.',
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  },
  choose: {
    title: 'Which style?',
    how: 'Choose a style for that picture. `/styles` shows them all; `/stylize` has more to choose.',
    placeholder: 'Choose a style',
    taken: (style: string) => `On it: ${style}.`,
  },
  history: {
    title: 'Your pictures',
    none: 'Nothing here yet. Try `/stylize` with a picture of yours.',
    more: (count: number) => `The ${count} newest are shown.`,
    open: 'open',
    states: {
      queued: 'waiting',
      running: 'being painted',
      succeeded: 'finished',
      failed: 'did not work out',
      cancelled: 'cancelled',
    },
  },

  altResult: (style: string) => `Your picture, painted in the style “${style}”`,
  altProgress: (style: string) => `Your picture so far, in the style “${style}”`,
  altStyle: (style: string) => `The painting behind the style “${style}”`,

  seconds: (seconds: number) => `${seconds} s`,
  minutes: (minutes: number, seconds: number) =>
    seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`,
  hours: (hours: number, minutes: number) => (minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`),

  permissions: { viewChannel: 'View Channel', attachFiles: 'Attach Files' },
  listed: (items: readonly string[]) => items.join(', '),
  /** Sentences of failures. The table in src/errors.ts is English already; another language has them all here. */
  errors: {} as Partial<Record<ErrorCode, string>>,
};
