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
    queue: { name: 'queue', description: 'How much there is to paint, and where your pictures stand' },
    settings: { name: 'settings', description: 'What is usual for you, and for this server' },
    preset: { name: 'preset', description: 'Styles of this server’s own: add, change, remove, list' },
    privacy: { name: 'privacy', description: 'Get or delete everything that is kept about you' },
    help: { name: 'help', description: 'What I can do, and how to begin' },
    about: { name: 'about', description: 'What I am, and how I work' },
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
    presetPicture: {
      name: 'picture',
      description: 'A painting whose manner is taken: PNG, JPEG, WebP, GIF, AVIF or TIFF',
    },
    presetTitle: { name: 'title', description: 'What people read, in 60 characters at most' },
    presetDescription: { name: 'description', description: 'One sentence on what the style looks like' },
    secondPicture: { name: 'second-picture', description: 'Another painting in the same manner' },
    thirdPicture: { name: 'third-picture', description: 'And another' },
    guildStyle: { name: 'style', description: 'Which of this server’s own styles?' },
    stylesRole: {
      name: 'styles-role',
      description: 'Who may add styles here, beside managers; named again: nobody else',
    },
    usualStyle: { name: 'style', description: 'The style to take when you name none' },
    reset: { name: 'reset', description: 'Forget everything that was set here' },
    channel: {
      name: 'channel',
      description: 'Allow pictures only in chosen channels: adds one, or takes it off',
    },
    allowedStyle: { name: 'style', description: 'Allow only chosen styles: adds one, or takes it off' },
    largestSize: { name: 'largest-size', description: 'The largest size on this server' },
    openPerPerson: {
      name: 'at-once',
      description: 'Pictures a member may have under way at once; 0: no limit',
    },
    personPerDay: { name: 'per-day', description: 'Pictures a member may ask for a day; 0: no limit' },
    serverPerDay: {
      name: 'server-per-day',
      description: 'Pictures this server may ask for a day; 0: no limit',
    },
  },
  strengths: { hint: 'A hint', light: 'Light', normal: 'Normal', strong: 'Strong', wild: 'Wild' },
  brushes: { fine: 'Fine', normal: 'Normal', broad: 'Broad', huge: 'Very broad' },
  colours: {
    style: 'The painting’s',
    luminance: 'The photo’s own',
    matched: 'The photo’s, blended into the painting',
  },
  qualities: { fast: 'Fast: in seconds', balanced: 'Balanced', best: 'Best, and slower' },
  sizeChoice: (pixels: number, isDefault: boolean) => `${pixels} px${isDefault ? ' (default)' : ''}`,

  /** The name of a style that somebody brought along. */
  ownStyle: 'Your own style picture',
  blend: (first: string, second: string) => `${first} + ${second}`,

  yes: 'yes',
  no: 'no',

  waiting: {
    start: (time: string) => `It starts in about ${time}.`,
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
    fast: 'fast',
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
    back: 'Back to the list',
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
    choose: 'Open a picture',
    filter: 'Show one style only',
    all: 'All styles',
    count: (count: number) => (count === 1 ? 'one picture' : `${count} pictures`),
    hidden: 'made in an age-restricted channel',
    open: 'open',
    states: {
      queued: 'waiting',
      running: 'being painted',
      succeeded: 'finished',
      failed: 'did not work out',
      cancelled: 'cancelled',
    },
  },

  queue: {
    title: 'The queue',
    counts: (running: number, waiting: number) => `${running} being painted, ${waiting} waiting.`,
    typical: (time: string) => `A picture takes about ${time}.`,
    none: 'None of them is yours.',
  },
  settings: {
    mine: { name: 'mine', description: 'What /stylize takes when you say nothing' },
    server: { name: 'server', description: 'What holds on this server, for those who may manage it' },
    mineTitle: 'What is usual for you',
    mineNone: 'Nothing is set: everything is as `/stylize` says.',
    mineHow: 'Set it with the options of `/settings mine`; `reset` forgets it all.',
    serverTitle: 'What holds on this server',
    serverNone: 'Nothing is set: every channel, every style, no limits but the host’s.',
    serverHow: 'Set it with the options of `/settings server`; `reset` forgets it all.',
  },
  preset: {
    add: { name: 'add', description: 'Make a style of this server’s own from a painting' },
    edit: {
      name: 'edit',
      description: 'Change a style of this server’s own; finished pictures stay as they are',
    },
    remove: { name: 'remove', description: 'Remove a style of this server’s own; finished pictures stay' },
    list: { name: 'list', description: 'The styles of this server’s own' },
    title: 'This server’s own styles',
    how: 'Use one with `/stylize`, as any other style; here only.',
    none: 'There are none yet. `/preset add` makes one from a painting.',
    whoManages: 'Those who may manage this server can add styles.',
    whoHas: (mention: string) => `Those who may manage this server, and ${mention}, can add styles.`,
    described: (mention: string) => `Added by ${mention}`,
    added: (style: string) => `A new style: ${style}`,
    changed: (style: string) => `Changed: ${style}`,
    removed: (style: string) => `Removed: ${style}`,
    removedHow: 'Pictures that were painted with it stay, and their buttons work on.',
  },
  privacy: {
    export: { name: 'export', description: 'Get everything that is kept about you, as a zip archive' },
    delete: { name: 'delete', description: 'Delete everything that is kept about you' },
    everything: 'Everything that is kept about you',
    archive: 'Your pictures, and data.json with what was asked, when, and how it went. For your eyes only.',
    sure: 'Delete everything?',
    consequences:
      'Your photos, pictures, history and settings are removed, styles you added to servers too, what is being painted is stopped, and my messages with your pictures are deleted. This cannot be undone.',
    confirm: 'Delete everything about me',
    underWay: 'It is being deleted',
    soon: 'Within a minute nothing is left. Messages I cannot reach (private ones, or where I am no member) are yours to dismiss.',
  },
  help: {
    title: 'How to begin',
    how: 'Type `/stylize`, attach a picture and choose a style. Or open the menu of any message with a picture: Apps, then “Stylize this picture”.',
    more: 'Under a finished picture: **Again** with another seed, **Stronger** or **Softer**, **Original colours**, **Larger**, **Compare** with the photo, **Delete**. The buttons work for as long as the message stands.',
  },
  about: {
    what: 'I repaint pictures in the style of a painting, by neural style transfer: a picture is changed, pixel by pixel, until the statistics of its brushwork match the painting’s while it still shows what the photo shows.',
    how: 'I run on my host’s own machine. Pictures go nowhere else; `/privacy` shows what is kept, and deletes it.',
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
