/** What a progress line shows. */
export interface ProgressView {
  /** 0–1. */
  readonly fraction: number;
  /** What is being done, e.g. `octave 2 of 3, step 14 of 40`. */
  readonly label: string;
  /** Seconds left, or null while nobody knows. */
  readonly secondsLeft: number | null;
}

/** Where progress goes: a bar redrawn in place on a terminal, now and then a plain line elsewhere. */
export interface ProgressLine {
  update(view: ProgressView): void;
  /** Ends the line so that what follows starts on one of its own. */
  end(): void;
}

const BAR_WIDTH = 24;
/** On anything but a terminal, a line each time this much more is done. */
const PLAIN_STEP = 0.1;

export function createProgressLine(
  stream: NodeJS.WriteStream,
  options: { indent?: string } = {},
): ProgressLine {
  const indent = options.indent ?? '';
  return stream.isTTY ? terminalLine(stream, indent) : plainLines(stream, indent);
}

/** `███████░░░  62 %  octave 2 of 3 · 12 s left` */
export function progressText(view: ProgressView): string {
  const percent = `${Math.round(view.fraction * 100)}`.padStart(3);
  return `${bar(view.fraction, BAR_WIDTH)} ${percent} %  ${view.label}${timeLeft(view.secondsLeft)}`;
}

function terminalLine(stream: NodeJS.WriteStream, indent: string): ProgressLine {
  let drawn = false;
  return {
    update(view) {
      const text = `${indent}${progressText(view)}`.slice(0, Math.max(20, stream.columns - 1));
      stream.write(`\r\u001b[K${text}`);
      drawn = true;
    },
    end() {
      if (drawn) stream.write('\n');
      drawn = false;
    },
  };
}

function plainLines(stream: NodeJS.WriteStream, indent: string): ProgressLine {
  let shown = Number.NEGATIVE_INFINITY;
  return {
    update(view) {
      if (view.fraction - shown < PLAIN_STEP && !(view.fraction >= 1 && shown < 1)) return;
      shown = view.fraction;
      stream.write(`${indent}${progressText(view)}\n`);
    },
    end() {},
  };
}

function bar(fraction: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

function timeLeft(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 90) return ` · ${Math.ceil(seconds)} s left`;
  return ` · ${Math.ceil(seconds / 60)} min left`;
}
