import {
  type APIActionRowComponent,
  type APIComponentInContainer,
  type APIStringSelectComponent,
  ComponentType,
  TimestampStyles,
  time,
} from 'discord.js';
import { isFinal, type Job } from '../../jobs/job.js';
import { publicSentence } from '../public-sentence.js';
import { duration, type Texts } from '../texts/texts.js';
import { button, buttons, COLOURS, container, gallery, plain, text, type View } from './components.js';
import { CANCEL, endButtons } from './job-buttons.js';
import { messageLinkOf } from './message-link.js';

/** What the custom ids of the history begin with. */
export const HISTORY_PAGE = 'hist';
export const HISTORY_FILTER = 'hist-filter';
export const HISTORY_OPEN = 'hist-open';
/** The filter that leaves nothing out. */
export const ALL = '*';

/** Pictures a page: as many as a gallery shows in whole rows. */
export const HISTORY_LENGTH = 9;
/** Discord's limit, less the choice of all. */
const MOST_FILTERS = 24;
const MOST_LABEL = 100;

export interface HistoryEntry {
  readonly job: Job;
  /** Name of the attached thumbnail; null when there is no picture (any more), or it is not shown here. */
  readonly file: string | null;
  /** Made in an age-restricted channel, and this is none. */
  readonly hidden: boolean;
}

export interface HistoryPage {
  /** Counts from 0. */
  readonly page: number;
  readonly pages: number;
  /** The one preset that is shown, or null. */
  readonly preset: string | null;
  readonly presets: readonly { readonly name: string; readonly title: string; readonly count: number }[];
}

/** One page: its pictures as a gallery, what each is, and lists to open one of them or to see one style only. */
export function historyView(entries: readonly HistoryEntry[], around: HistoryPage, texts: Texts): View {
  const title = text(`### ${texts.history.title}`);
  if (entries.length === 0) return [container(COLOURS.plain, title, text(texts.history.none))];
  const { page, pages, preset, presets } = around;
  const pictures = entries.flatMap(({ job, file }) =>
    file === null
      ? []
      : [{ file, description: texts.altResult(job.request.preset.title), spoiler: job.spoiler }],
  );
  const first = page * HISTORY_LENGTH + 1;
  const lines = entries.map((entry, index) => `${first + index}. ${describe(entry, texts)}`);
  const rows: APIComponentInContainer[] = [
    title,
    ...(pictures.length === 0 ? [] : [gallery(pictures)]),
    text(lines.join('\n')),
    select(
      `${HISTORY_OPEN}:${page}:${preset ?? ''}`,
      texts.history.choose,
      entries.map(({ job }, index) => ({
        label: cut(`${first + index}. ${job.request.preset.title}`),
        value: job.id,
        description: texts.history.states[job.state],
      })),
    ),
  ];
  if (presets.length > 1) {
    const filters = presets.slice(0, MOST_FILTERS).map(({ name, title: label, count }) => ({
      label: cut(label),
      value: name,
      description: texts.history.count(count),
      default: name === preset,
    }));
    const all = { label: texts.history.all, value: ALL, default: preset === null };
    rows.push(select(HISTORY_FILTER, texts.history.filter, [all, ...filters]));
  }
  if (pages > 1) {
    const turn = (to: number, label: string, disabled: boolean) =>
      button(`${HISTORY_PAGE}:${to}:${preset ?? ''}`, label, { disabled });
    rows.push(
      text(`-# ${texts.styles.page(page + 1, pages)}`),
      buttons(
        turn(page - 1, texts.buttons.previous, page === 0),
        turn(page + 1, texts.buttons.next, page === pages - 1),
      ),
    );
  }
  return [container(COLOURS.plain, ...rows)];
}

/** One picture of the history with all that can be done with it. `back` is the page it was opened from. */
export function openedView(view: View, job: Job, back: string, maxSize: number, texts: Texts): View {
  const actions = isFinal(job)
    ? endButtons(job, maxSize, texts, 'history')
    : [buttons(button(`${CANCEL}:${job.id}`, texts.buttons.cancel))];
  const toList = buttons(button(`${HISTORY_PAGE}:${back}`, texts.buttons.back));
  return view.map((part) => {
    const shown = part.components.filter(({ type }) => type !== ComponentType.ActionRow);
    return { ...part, components: [...shown, ...actions, toList] };
  });
}

function describe({ job, hidden }: HistoryEntry, texts: Texts): string {
  const facts = [
    texts.history.states[job.state],
    ...(job.state === 'succeeded'
      ? [`${job.result.width} × ${job.result.height} px`, duration(job.result.seconds, texts)]
      : []),
    time(Math.floor(job.createdAt / 1000), TimestampStyles.RelativeTime),
    ...(hidden ? [texts.history.hidden] : []),
    ...messageLinkOf(job, texts),
  ];
  const reason =
    job.state === 'failed' ? `\n-# ${publicSentence(job.errorCode, job.errorDetails, texts)}` : '';
  return `**${plain(job.request.preset.title)}** · ${facts.join(' · ')}${reason}`;
}

function select(
  id: string,
  placeholder: string,
  options: APIStringSelectComponent['options'],
): APIActionRowComponent<APIStringSelectComponent> {
  const component = { type: ComponentType.StringSelect as const, custom_id: id, placeholder, options };
  return { type: ComponentType.ActionRow, components: [component] };
}

function cut(label: string): string {
  return label.length <= MOST_LABEL ? label : `${label.slice(0, MOST_LABEL - 1)}…`;
}
