import type { APIMessageTopLevelComponent, ComponentType } from 'discord.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, textsFor } from '../../src/bot/texts/texts.js';
import type { View } from '../../src/bot/views/components.js';
import { plain } from '../../src/bot/views/components.js';
import { HISTORY_LENGTH, historyView, openedView } from '../../src/bot/views/history.js';
import { type JobSurroundings, jobView } from '../../src/bot/views/job.js';
import { progressBar } from '../../src/bot/views/progress-bar.js';
import { queueView } from '../../src/bot/views/queue.js';
import { STYLES_PER_PAGE, stylesView } from '../../src/bot/views/styles.js';
import type { Job } from '../../src/jobs/job.js';
import type { PresetManifest } from '../../src/presets/preset.js';
import { presetManifestSchema } from '../../src/presets/preset.js';
import { cancelled, failed, ORIGIN, PROGRESS, queued, running, succeeded } from './support/jobs.js';

const texts = textsFor('en-US');
const NOTHING: JobSurroundings = {
  ahead: null,
  preview: null,
  result: { kind: 'gone' },
  maxSize: 1024,
  parked: false,
  secondsToStart: null,
};

describe('the message of a job', () => {
  it('that waits says how many are before it, and can be cancelled', () => {
    const two = jobView(queued(), { ...NOTHING, ahead: 2 }, texts);
    expect(wordsOf(two)).toContain('### Ink Wash');
    expect(wordsOf(two)).toContain('2 pictures are ahead of yours.');
    expect(wordsOf(jobView(queued(), { ...NOTHING, ahead: 1 }, texts))).toContain('One picture is ahead');
    expect(wordsOf(jobView(queued(), { ...NOTHING, ahead: 0 }, texts))).toContain('You are next');
    expect(buttonsOf(two)).toEqual([`cancel:${queued().id}`]);
  });

  it('that runs shows the picture so far, a bar, octave and step, and the time left', () => {
    const view = jobView(running(), { ...NOTHING, preview: 'ink-wash-so-far.webp' }, texts);
    expect(filesOf(view)).toEqual(['attachment://ink-wash-so-far.webp']);
    expect(wordsOf(view)).toContain('▰▰▰▰▰▰▱▱▱▱▱▱▱▱ 48 %');
    expect(wordsOf(view)).toContain('octave 2 of 3 · step 24 of 50 · about 12 s left');
    expect(buttonsOf(view)).toEqual([`cancel:${queued().id}`]);
  });

  it('that runs promises no time before it is measured, and no picture before there is one', () => {
    const unmeasured = jobView(running({ ...PROGRESS, secondsLeft: null }), NOTHING, texts);
    expect(wordsOf(unmeasured)).not.toContain('left');
    expect(filesOf(unmeasured)).toEqual([]);
    expect(wordsOf(jobView(running(null), NOTHING, texts))).toContain('Mixing the colours…');
  });

  it('that is finished shows the picture, its style, size and time, and whose it is', () => {
    const result = { kind: 'attached', file: 'ink-wash-1.png', reduced: false } as const;
    const view = jobView(succeeded(), { ...NOTHING, result }, texts);
    expect(filesOf(view)).toEqual(['attachment://ink-wash-1.png']);
    expect(wordsOf(view)).toBe(
      '### Ink Wash\n-# 512 × 384 px · painted in 1 min 14 s · for <@100000000000000005>',
    );
    expect(buttonsOf(view)).toEqual(
      ['again', 'stronger', 'softer', 'original-colours', 'larger', 'compare', 'delete'].map(
        (action) => `${action}:${succeeded().id}`,
      ),
    );
  });

  it('that is finished offers nothing that would change nothing, and says what was chosen', () => {
    const job = succeeded();
    const request = { ...job.request, strength: 20, colours: 'luminance' as const, size: 1024, brush: 1.5 };
    const view = jobView({ ...job, request }, NOTHING, texts);
    expect(disabledOf(view)).toEqual(['Stronger', 'Original colours', 'Larger']);
    expect(wordsOf(view)).toContain('-# style ×20 · brush ×1.5 · the photo’s colours');
    expect(disabledOf(jobView(job, NOTHING, texts))).toEqual([]);
  });

  it('that only its owner sees can be shown anew, and says so before it slips out of reach', () => {
    const job = running();
    const origin = { ...ORIGIN, private: true, botCanEdit: false };
    const view = jobView({ ...job, origin }, { ...NOTHING, parked: true }, texts);
    expect(buttonsOf(view)).toEqual([`cancel:${job.id}`, `show:${job.id}`]);
    expect(wordsOf(view)).toContain('Press “Show result”');
    expect(buttonsOf(jobView({ ...succeeded(), origin }, NOTHING, texts))).toContain(`show:${job.id}`);
  });

  it('whose photo was hidden hides every picture', () => {
    const result = { kind: 'attached', file: 'a.png', reduced: false } as const;
    for (const job of [running(), succeeded(), cancelled()]) {
      const view = jobView({ ...job, spoiler: true }, { ...NOTHING, preview: 'a.webp', result }, texts);
      expect(nodes(view).flatMap(({ media, spoiler }) => (media ? [spoiler] : []))).toEqual([true]);
    }
  });

  it('that is finished says so when the picture is reduced, gone, or too large to send', () => {
    const attached = { kind: 'attached', file: 'a.webp', reduced: true } as const;
    expect(wordsOf(jobView(succeeded(), { ...NOTHING, result: attached }, texts))).toContain(
      'a little smaller',
    );
    expect(wordsOf(jobView(succeeded(), NOTHING, texts))).toContain('not kept any more');
    const unsendable = jobView(succeeded(), { ...NOTHING, result: { kind: 'unsendable' } }, texts);
    expect(wordsOf(unsendable)).toContain('too large to upload');
    expect(filesOf(unsendable)).toEqual([]);
  });

  it('that failed says the sentence of its error and no more', () => {
    const view = jobView(failed(), NOTHING, texts);
    expect(wordsOf(view)).toContain('That picture is damaged or cut off. Try saving or exporting it again.');
    expect(buttonsOf(view)).toEqual([]);
    const unlucky = jobView({ ...failed(), errorCode: 'ENGINE_FAILED' }, NOTHING, texts);
    expect(buttonsOf(unlucky)).toEqual([`again:${failed().id}`, `delete:${failed().id}`]);
  });

  it('that was cancelled keeps the picture it had', () => {
    expect(wordsOf(jobView(cancelled(), NOTHING, texts))).toContain('Ink Wash, cancelled');
    const view = jobView(cancelled(), { ...NOTHING, preview: 'a.webp' }, texts);
    expect(filesOf(view)).toEqual(['attachment://a.webp']);
    expect(wordsOf(view)).toContain('how far it got');
  });

  it('is within Discord’s limits in every state', () => {
    const jobs: Job[] = [queued(), running(), running(null), succeeded(), failed(), cancelled()];
    for (const job of jobs)
      expectWithinLimits(jobView(job, { ...NOTHING, ahead: 3, preview: 'a.webp' }, texts));
  });
});

describe('/styles', () => {
  const HEADING = { ...texts.styles, pagePrefix: 'styles' };

  it('shows each style with its picture, title, name and description', () => {
    const view = stylesView(
      [{ manifest: preset(1), file: 'style-1.webp' }],
      { page: 0, pages: 1 },
      HEADING,
      texts,
      'en-US',
    );
    expect(wordsOf(view)).toContain('**Style 1** · `style-1`\nA style of many colours');
    expect(filesOf(view)).toEqual(['attachment://style-1.webp']);
    expect(buttonsOf(view)).toEqual([]);
  });

  it('turns pages, and stays within Discord’s limits with a full one', () => {
    const full = Array.from({ length: STYLES_PER_PAGE }, (_, index) => ({
      manifest: { ...preset(index), title: 'T'.repeat(60), description: 'd'.repeat(100) },
      file: `style-${index}.webp`,
    }));
    const view = stylesView(full, { page: 1, pages: 3 }, HEADING, texts, 'en-US');
    expectWithinLimits(view);
    expect(buttonsOf(view)).toEqual(['styles:0', 'styles:2']);
  });

  it('shows a style whose picture is missing as text', () => {
    expect(
      filesOf(
        stylesView([{ manifest: preset(1), file: null }], { page: 0, pages: 1 }, HEADING, texts, 'en-US'),
      ),
    ).toEqual([]);
  });

  it('says so when there are none', () => {
    expect(wordsOf(stylesView([], { page: 0, pages: 1 }, HEADING, texts, 'en-US'))).toContain(
      'no styles here yet',
    );
  });
});

describe('/history', () => {
  const ONE_PAGE = {
    page: 0,
    pages: 1,
    preset: null,
    presets: [{ name: 'ink-wash', title: 'Ink Wash', count: 2 }],
  };

  it('shows the pictures, and what became of each job, when, and where its message is', () => {
    const view = historyView(
      [
        { job: succeeded(), file: 'a.webp', hidden: false },
        { job: failed(), file: null, hidden: false },
      ],
      ONE_PAGE,
      texts,
    );
    expect(wordsOf(view)).toContain(
      '1. **Ink Wash** · finished · 512 × 384 px · 1 min 14 s · <t:1700000000:R> · [open](https://discord.com/channels/100000000000000001/100000000000000002/100000000000000003)',
    );
    expect(wordsOf(view)).toContain('That picture is damaged');
    expect(filesOf(view)).toEqual(['attachment://a.webp']);
    expect(buttonsOf(view)).toEqual(['hist-open:0:']);
  });

  it('links to no message that only its owner sees, and shows no picture where it must not', () => {
    const job = succeeded();
    const hidden = { ...job, origin: { ...ORIGIN, private: true, ageRestricted: true } };
    const view = historyView([{ job: hidden, file: null, hidden: true }], ONE_PAGE, texts);
    expect(wordsOf(view)).toContain('made in an age-restricted channel');
    expect(wordsOf(view)).not.toContain('discord.com');
  });

  it('turns pages, filters by style, and stays within Discord’s limits when it is full', () => {
    const request = {
      ...succeeded().request,
      preset: { name: 'n'.repeat(86), title: 'T'.repeat(123), strength: 1 },
    };
    const full = Array.from({ length: HISTORY_LENGTH }, (_, index) => ({
      job: { ...failed(), id: `id-${index}`, request },
      file: `${index}.webp`,
      hidden: true,
    }));
    const presets = Array.from({ length: 30 }, (_, index) => ({
      name: `${index}`.padStart(86, 'n'),
      title: 'T'.repeat(123),
      count: 1,
    }));
    const view = historyView(full, { page: 1, pages: 1000, preset: 'n'.repeat(86), presets }, texts);
    expectWithinLimits(view);
    for (const { options } of nodes(view)) expect(options?.length ?? 0).toBeLessThanOrEqual(25);
    for (const { label } of nodes(view)) expect(label?.length ?? 0).toBeLessThanOrEqual(100);
    expect(buttonsOf(view)).toHaveLength(4);
  });

  it('opens a picture with everything that can be done with it, and the way back', () => {
    const view = openedView(jobView(succeeded(), NOTHING, texts), succeeded(), '2:ink-wash', 1024, texts);
    expect(buttonsOf(view)).toContain(`hist-delete:${succeeded().id}`);
    expect(buttonsOf(view)).not.toContain(`delete:${succeeded().id}`);
    expect(buttonsOf(view).at(-1)).toBe('hist:2:ink-wash');
    expect(new Set(buttonsOf(view)).size).toBe(buttonsOf(view).length);
  });

  it('says how to begin when there is nothing', () => {
    expect(wordsOf(historyView([], { ...ONE_PAGE, presets: [] }, texts))).toContain('/stylize');
  });
});

describe('/queue', () => {
  it('says when a waiting picture is likely to start, by what pictures took of late', () => {
    const counts = { queued: 3, running: 2 };
    const mine = [
      { job: queued(), ahead: 2 },
      { job: running(), ahead: null },
    ];
    const view = wordsOf(queueView(counts, mine, 60_000, texts));
    expect(view).toContain('2 being painted, 3 waiting. A picture takes about 1 min.');
    expect(view).toContain('**Ink Wash**: 2 pictures are ahead of yours. It starts in about 1 min 30 s.');
    expect(view).toContain('**Ink Wash**: being painted');
  });

  it('promises nothing before anything was measured', () => {
    const view = wordsOf(queueView({ queued: 1, running: 0 }, [{ job: queued(), ahead: 0 }], null, texts));
    expect(view).not.toContain('about');
    expect(wordsOf(queueView({ queued: 0, running: 0 }, [], null, texts))).toContain(
      'None of them is yours.',
    );
  });
});

describe('small parts', () => {
  it('a progress bar has one length, and never more full than it says', () => {
    fc.assert(
      fc.property(fc.double(), (fraction) => {
        const [bar = '', percent = ''] = progressBar(fraction).split(' ');
        expect(bar).toHaveLength(14);
        expect([...bar].filter((cell) => cell === '▰').length / 14).toBeLessThanOrEqual(
          Number(percent) / 100 + 0.01,
        );
      }),
    );
    expect(progressBar(0)).toMatch(/^▱+ 0 %$/);
    expect(progressBar(1)).toMatch(/^▰+ 100 %$/);
    expect(progressBar(Number.NaN)).toMatch(/^▱+ 0 %$/);
  });

  it('durations read as people say them', () => {
    expect([0, 1, 59.4, 59.6, 60, 125, 3600, 4200].map((seconds) => duration(seconds, texts))).toEqual([
      '1 s',
      '1 s',
      '59 s',
      '1 min',
      '1 min',
      '2 min 5 s',
      '1 h',
      '1 h 10 min',
    ]);
  });

  it('a title cannot be read as markup or as a mention', () => {
    expect(plain('**<@1>** [x](y)')).toBe('\\*\\*\\<@1\\>\\*\\* \\[x\\]\\(y\\)');
  });
});

function preset(index: number): PresetManifest {
  return presetManifestSchema.parse({
    name: `style-${index}`,
    title: `Style ${index}`,
    description: 'A style of many colours',
    author: 'Test',
    license: 'CC0',
    styles: [{ file: 'style.webp' }],
  });
}

interface Node {
  readonly type: ComponentType;
  readonly content?: string;
  readonly custom_id?: string;
  readonly label?: string;
  readonly options?: readonly unknown[];
  readonly disabled?: boolean;
  readonly spoiler?: boolean;
  readonly media?: { readonly url: string };
}

/** Every component and every object inside, in order of appearance. */
function nodes(view: View | readonly APIMessageTopLevelComponent[]): Node[] {
  const found: Node[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      found.push(value as Node);
      Object.values(value).forEach(visit);
    }
  };
  visit(view);
  return found;
}

const wordsOf = (view: View) =>
  nodes(view)
    .flatMap(({ content }) => content ?? [])
    .join('\n');
const buttonsOf = (view: View) => nodes(view).flatMap(({ custom_id }) => custom_id ?? []);
const disabledOf = (view: View) =>
  nodes(view).flatMap(({ disabled, label }) => (disabled === true ? [label ?? ''] : []));
const filesOf = (view: View) => nodes(view).flatMap(({ media }) => media?.url ?? []);

/** Components V2: 40 components, 4000 characters, custom ids of 100, galleries and files of 10. */
function expectWithinLimits(view: View): void {
  const all = nodes(view);
  expect(all.filter(({ type }) => type !== undefined).length).toBeLessThanOrEqual(40);
  expect(wordsOf(view).length).toBeLessThanOrEqual(4000);
  for (const id of buttonsOf(view)) expect(id.length).toBeLessThanOrEqual(100);
  expect(filesOf(view).length).toBeLessThanOrEqual(10);
}
