/**
 * Everything the bot says in English, apart from the sentences of errors (src/errors.ts). A language is one file like
 * this one: `texts.ts` picks it by the user's locale.
 */
export const en = {
  commands: {
    stylize: {
      description: 'Repaint a picture in the style of a painting',
      picture: 'The picture to repaint: PNG, JPEG, WebP, GIF, AVIF or TIFF',
      style: 'Which style? Type a few letters; /styles shows them all',
      strength: 'How much of the style to put on (normal)',
      size: (pixels: number) => `Longest side of the result in pixels (${pixels})`,
      strengths: {
        hint: 'A hint',
        light: 'Light',
        normal: 'Normal',
        strong: 'Strong',
        wild: 'Wild',
      },
      sizeChoice: (pixels: number, isDefault: boolean) => `${pixels} px${isDefault ? ' (default)' : ''}`,
    },
    styles: { description: 'See the styles I can paint in' },
    history: { description: 'Your pictures, newest first' },
  },

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
  },
  finished: {
    facts: (width: number, height: number, time: string) => `${width} × ${height} px · painted in ${time}`,
    by: (mention: string) => `for ${mention}`,
    reduced: 'Sent a little smaller: the full picture is over the upload limit here.',
    gone: 'It is finished, but the picture is not kept any more. Send yours again to repaint it.',
    unsendable: 'It is finished, but too large to upload here.',
  },
  failed: { title: 'That did not work out' },
  cancelled: {
    title: (style: string) => `${style}, cancelled`,
    text: 'Stopped. Nothing more will be painted.',
    soFar: 'Stopped. This is how far it got.',
  },
  buttons: { cancel: 'Cancel', previous: 'Previous', next: 'Next' },

  styles: {
    title: 'Styles',
    how: 'Use one with `/stylize`: attach a picture and type the style’s name.',
    none: 'There are no styles here yet. The person who runs this bot can add some.',
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
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
};
