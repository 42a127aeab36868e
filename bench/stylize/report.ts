import { describeMachine, machine } from '../support/machine.js';
import type { Panel } from '../support/plot.js';
import { printTable } from '../support/table.js';
import type { Contestant } from './contestants.js';
import type { Growth } from './growth.js';
import type { JobFigures } from './job.js';

export interface Job extends Contestant {
  readonly figures: JobFigures;
}

/** What a picture of one size costs. */
export interface SizeRow extends Growth {
  readonly extractor: string;
  readonly totalSeconds: number | null;
  /** Whether the total is of a whole job, or computed from `evaluationSeconds` of its octaves. */
  readonly measured: boolean;
}

const gigabytes = (bytes: number | null) => (bytes === null ? '–' : `${(bytes / 1e9).toFixed(2)} GB`);
const seconds = (value: number | null, digits = 1) => (value === null ? '–' : `${value.toFixed(digits)} s`);

/** DESIGN's targets for two cores. */
const TARGETS = { wavelet: { seconds: 20 }, squeezenet: { seconds: 12 }, vgg19: { peakBytes: 1.6e9 } };

export function printJobs(jobs: readonly Job[]): void {
  console.log(`\n${describeMachine(machine())}\n`);
  printTable(
    [
      '',
      'weights',
      'size',
      'start',
      'first preview',
      'again',
      'in all',
      'evaluations',
      'peak memory',
      'target',
    ],
    jobs.map((job) => {
      const { figures } = job;
      return [
        job.extractor,
        job.weights,
        `${figures.width}×${figures.height}`,
        seconds(figures.startSeconds),
        seconds(figures.firstPreviewSeconds),
        seconds(figures.secondPreviewSeconds),
        seconds(figures.seconds),
        String(figures.evaluations),
        gigabytes(figures.peakBytes),
        verdict(job),
      ];
    }),
  );
  console.log('again: first preview of the same job once more, in the same process');
}

function verdict({ extractor, figures }: Job): string {
  const target = TARGETS[extractor];
  if (Math.max(figures.width, figures.height) !== 512) return '–';
  if ('seconds' in target) {
    return `≤ ${target.seconds} s: ${figures.seconds <= target.seconds ? 'met' : 'missed'}`;
  }
  const met =
    figures.peakBytes === null ? 'not measured' : figures.peakBytes <= target.peakBytes ? 'met' : 'missed';
  return `≤ ${gigabytes(target.peakBytes)}: ${met}`;
}

export function printSizes(rows: readonly SizeRow[]): void {
  console.log('');
  printTable(
    ['', 'size', 'an evaluation', 'preparation', 'in all', 'peak memory'],
    rows.map((row) => [
      row.extractor,
      `${row.width}×${row.height}`,
      seconds(row.evaluationSeconds, 3),
      seconds(row.prepareSeconds),
      row.totalSeconds === null ? '–' : `${seconds(row.totalSeconds)}${row.measured ? '' : ' *'}`,
      gigabytes(row.peakBytes),
    ]),
  );
  if (rows.some(({ measured }) => !measured)) {
    console.log('* computed: preparation and evaluations of every octave, each as measured at its size');
  }
}

export function panels(rows: readonly SizeRow[]): Panel[] {
  const names = [...new Set(rows.map(({ extractor }) => extractor))];
  const panel = (title: string, y: string, value: (row: SizeRow) => number | null): Panel => ({
    title,
    x: 'longest side, pixels',
    y,
    xTicks: [...new Set(rows.map(({ size }) => size))],
    lines: names.map((name) => ({
      name,
      marked: true,
      points: rows.flatMap((row) => {
        const found = row.extractor === name ? value(row) : null;
        const hollow = y === TOTAL && !row.measured;
        return found === null ? [] : [{ x: row.size, y: found, hollow }];
      }),
    })),
  });
  return [
    panel('A whole picture (hollow: computed)', TOTAL, (row) => row.totalSeconds),
    panel('One loss and gradient', 'seconds', (row) => row.evaluationSeconds),
    panel('Peak memory', 'GB', (row) => row.peakBytes / 1e9),
  ];
}

const TOTAL = 'seconds in all';
