import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { logTicks, type Scale, scaleOf } from './plot-scale.js';

/*
 * Line charts with logarithmic axes as SVG: panels side by side, one legend.
 */

export interface Line {
  readonly name: string;
  /** Hollow ones are for figures that were computed and not measured. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly hollow?: boolean }[];
  /** Whether points are marked at all. */
  readonly marked?: boolean;
}

export interface Panel {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
  /** Values on the x axis to label; powers of ten and their halves where nothing is said. */
  readonly xTicks?: readonly number[];
}

const COLOURS = ['#0b6e99', '#d9730d', '#6940a5', '#0f7b6c', '#e03e3e', '#787774'];
const [WIDTH, HEIGHT] = [420, 320];
const MARGIN = { left: 64, right: 14, top: 34, bottom: 46 };
const LEGEND = 30;

/** Writes NAME.svg and, to look at, NAME.png; a line of the same name has the same colour in every panel. */
export async function writePlot(
  path: string,
  panels: readonly Panel[],
  columns = panels.length,
): Promise<void> {
  const svg = plot(panels, columns);
  await writeFile(`${path}.svg`, svg);
  await sharp(Buffer.from(svg), { density: 144 }).png().toFile(`${path}.png`);
}

export function plot(panels: readonly Panel[], columns: number): string {
  const names = [...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name)))];
  const colourOf = (name: string) => COLOURS[names.indexOf(name) % COLOURS.length] ?? 'black';
  const width = columns * WIDTH;
  const height = LEGEND + Math.ceil(panels.length / columns) * HEIGHT;
  const legend = names.map((name, i) => {
    const x = MARGIN.left + (i * (width - MARGIN.left)) / names.length;
    return (
      `<path d="M${x} 15h22" stroke="${colourOf(name)}" stroke-width="2.5"/>` +
      text(name, x + 28, 19, 'start')
    );
  });
  const drawn = panels.map((panel, i) => {
    const [left, top] = [(i % columns) * WIDTH, LEGEND + Math.floor(i / columns) * HEIGHT];
    return `<g transform="translate(${left} ${top})">${drawPanel(panel, colourOf)}</g>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="12" fill="none">` +
    `<title>${panels.map(({ title }) => escaped(title)).join('; ')}</title>` +
    `<rect width="${width}" height="${height}" fill="white"/>${legend.join('')}${drawn.join('')}</svg>\n`
  );
}

function drawPanel(panel: Panel, colourOf: (name: string) => string): string {
  const points = panel.lines.flatMap((line) => line.points);
  const x = scaleOf(
    points.map((point) => point.x),
    MARGIN.left,
    WIDTH - MARGIN.right,
  );
  const y = scaleOf(
    points.map((point) => point.y),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  return [
    text(panel.title, (MARGIN.left + WIDTH - MARGIN.right) / 2, 20, 'middle', 'font-weight="bold"'),
    axes(panel, x, y),
    ...panel.lines.map((line) => drawLine(line, x, y, colourOf(line.name))),
  ].join('');
}

function axes(panel: Panel, x: Scale, y: Scale): string {
  const [bottom, right] = [HEIGHT - MARGIN.bottom, WIDTH - MARGIN.right];
  const parts: string[] = [];
  for (const tick of panel.xTicks ?? logTicks(x)) {
    const at = x.at(tick).toFixed(1);
    parts.push(
      `<path d="M${at} ${bottom}V${MARGIN.top}" stroke="#e4e4e4"/>`,
      text(String(tick), Number(at), bottom + 16, 'middle'),
    );
  }
  for (const tick of logTicks(y)) {
    const at = y.at(tick).toFixed(1);
    parts.push(
      `<path d="M${MARGIN.left} ${at}H${right}" stroke="#e4e4e4"/>`,
      text(String(tick), MARGIN.left - 6, Number(at) + 4, 'end'),
    );
  }
  parts.push(
    `<path d="M${MARGIN.left} ${MARGIN.top}V${bottom}H${right}" stroke="#555"/>`,
    text(panel.x, (MARGIN.left + right) / 2, HEIGHT - 10, 'middle'),
    text(panel.y, 0, 0, 'middle', `transform="translate(14 ${(MARGIN.top + bottom) / 2}) rotate(-90)"`),
  );
  return parts.join('');
}

function drawLine({ points, marked = false }: Line, x: Scale, y: Scale, colour: string): string {
  const at = points.map((point) => ({
    left: x.at(point.x).toFixed(1),
    top: y.at(point.y).toFixed(1),
    fill: point.hollow ? 'white' : colour,
  }));
  const path = at.map(({ left, top }, i) => `${i === 0 ? 'M' : 'L'}${left} ${top}`).join('');
  const marks = marked
    ? at.map(
        ({ left, top, fill }) =>
          `<circle cx="${left}" cy="${top}" r="3.5" fill="${fill}" stroke="${colour}"/>`,
      )
    : [];
  return `<path d="${path}" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>${marks.join('')}`;
}

function text(content: string, x: number, y: number, anchor: string, more = ''): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#222" ${more}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
