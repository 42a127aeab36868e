import type { Run } from './runs.js';

/**
 * A plot of the study as an SVG drawing: a panel for each pair, style against content, a curve for each contestant. A
 * point is the mean over the seeds of a strength.
 */

const PANEL = { width: 340, height: 230, left: 52, top: 30, right: 14, bottom: 40 };
const COLUMNS = 2;
const LEGEND = 34;
const COLOURS = ['#c2410c', '#64748b', '#1d4ed8', '#15803d'];

export function plot(all: readonly Run[], titles: Readonly<Record<string, string>>): string {
  const runs = meanOverSeeds(all);
  const contestants = Object.keys(titles).filter((name) => runs.some((run) => run.contestant === name));
  const pairs = [...new Set(runs.map(pairOf))];
  const rows = Math.ceil(pairs.length / COLUMNS);
  const [width, height] = [COLUMNS * PANEL.width, rows * PANEL.height + LEGEND];
  const colour = (name: string) => COLOURS[contestants.indexOf(name) % COLOURS.length] ?? '#000';
  const panels = pairs.map((pair, i) => {
    const x = (i % COLUMNS) * PANEL.width;
    const y = Math.floor(i / COLUMNS) * PANEL.height + LEGEND;
    const inside = panel(
      pair,
      runs.filter((run) => pairOf(run) === pair),
      contestants,
      colour,
    );
    return `<g transform="translate(${x} ${y})">${inside}</g>`;
  });
  const legend = contestants.map((name, i) => {
    const x = PANEL.left + i * 210;
    return `<circle cx="${x}" cy="18" r="4" fill="${colour(name)}"/>${text(x + 9, 22, escapeXml(titles[name] ?? name))}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    '<title>Style loss against content loss, by photo and painting</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...legend,
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function panel(
  title: string,
  runs: readonly Run[],
  contestants: readonly string[],
  colour: (name: string) => string,
): string {
  const right = Math.max(...runs.map(({ content }) => content)) * 1.05;
  const top = Math.max(...runs.map(({ style }) => style)) * 1.08;
  const [w, h] = [PANEL.width - PANEL.left - PANEL.right, PANEL.height - PANEL.top - PANEL.bottom];
  const x = (content: number) => round(PANEL.left + (content / right) * w);
  const y = (style: number) => round(PANEL.top + h - (style / top) * h);
  const curves = contestants.map((name) => {
    const own = runs.filter((run) => run.contestant === name).toSorted((a, b) => a.strength - b.strength);
    const points = own.map((run) => `${x(run.content)},${y(run.style)}`);
    const dots = own.map(
      (run) =>
        `<circle cx="${x(run.content)}" cy="${y(run.style)}" r="3"><title>strength ${run.strength}</title></circle>`,
    );
    return `<g fill="${colour(name)}"><polyline points="${points.join(' ')}" fill="none" stroke="${colour(name)}" stroke-width="1.5"/>${dots.join('')}</g>`;
  });
  const grid = [
    ...ticks(right).map(
      (t) =>
        `<path d="M${x(t)} ${PANEL.top}V${PANEL.top + h}" stroke="#e2e8f0"/>${text(x(t), PANEL.top + h + 15, `${t}`, 'middle')}`,
    ),
    ...ticks(top).map(
      (t) =>
        `<path d="M${PANEL.left} ${y(t)}h${w}" stroke="#e2e8f0"/>${text(PANEL.left - 6, y(t) + 4, `${t}`, 'end')}`,
    ),
  ];
  return [
    ...grid,
    `<path d="M${PANEL.left} ${PANEL.top}v${h}h${w}" fill="none" stroke="#475569"/>`,
    text(PANEL.left, PANEL.top - 9, escapeXml(title)),
    text(PANEL.left + w / 2, PANEL.top + h + 32, 'content loss', 'middle'),
    `<g transform="translate(14 ${PANEL.top + h / 2}) rotate(-90)">${text(0, 0, 'style loss', 'middle')}</g>`,
    ...curves,
  ].join('');
}

/** Round numbers from 0 on, some four of them. */
function ticks(end: number): number[] {
  const rough = end / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

/** One run for each contestant, pair and strength, with the mean losses of all its seeds. */
function meanOverSeeds(runs: readonly Run[]): Run[] {
  const keyOf = (run: Run): string => [run.contestant, pairOf(run), run.strength].join(' ');
  const mean = (own: readonly Run[], of: 'style' | 'content'): number =>
    own.reduce((sum, run) => sum + run[of], 0) / own.length;
  return [...new Map(runs.map((run) => [keyOf(run), run])).entries()].map(([key, run]) => {
    const own = runs.filter((other) => keyOf(other) === key);
    return { ...run, style: mean(own, 'style'), content: mean(own, 'content') };
  });
}

function pairOf({ photo, painting }: Run): string {
  return `${photo} × ${painting}`;
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end' = 'start'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#334155">${words}</text>`;
}

function escapeXml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
