import { plainText } from './plain-text.ts';
import { cutTo, widthOf } from './width.ts';

/** What a word means for whoever reads it. Colours are only ever a second way to say it. */
export type Tone = 'good' | 'bad' | 'odd' | 'quiet' | 'title';

/** Text in a tone, as a terminal shows it or as it is. */
export type Paint = (tone: Tone, text: string) => string;

/** One column of a table of rows. */
export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
  readonly tone?: (row: Row) => Tone | undefined;
  /** Figures stand to the right. */
  readonly align?: 'right';
  /** Whether it is cut where the terminal is narrow. Ids never are: people copy them. */
  readonly mayShrink?: true;
  /** Whether it is left out, the last of them first, before others are cut beyond recognition. */
  readonly mayVanish?: true;
}

/** How wide it may get, undefined for as wide as it is, and how it is coloured. */
export interface TableLook {
  readonly columns: number | undefined;
  readonly paint: Paint;
}

const GAP = '  ';
const LEAST_WIDTH = 8;
const READABLE_WIDTH = 16;

/** Rows under their titles. A column in which nothing stands is left out. */
export function layoutTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { columns: room, paint }: TableLook,
): string {
  const all = columns
    .map((column) => ({ ...column, cells: rows.map((row) => plainText(column.of(row))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map((column) => ({ ...column, width: Math.max(widthOf(column.title), ...column.cells.map(widthOf)) }));
  const filled = dropColumns(all, room);
  const widths = fitWidths(filled, room);
  const lineOf = (textOf: (at: number) => string, toneAt: (at: number) => Tone | undefined): string =>
    filled
      .map(({ align }, at) =>
        showCell(textOf(at), widths[at] ?? 0, align ?? 'left', (text) => painted(toneAt(at), text)),
      )
      .join(GAP)
      .trimEnd();
  const painted = (tone: Tone | undefined, text: string): string => (tone === undefined ? text : paint(tone, text));

  return [
    lineOf(
      (at) => filled[at]?.title ?? '',
      () => 'title',
    ),
    ...rows.map((row, index) =>
      lineOf(
        (at) => filled[at]?.cells[index] ?? '',
        (at) => filled[at]?.tone?.(row),
      ),
    ),
  ].join('\n');
}

/** Only the text is painted: a blank has no colour, and must not count as one. */
function showCell(text: string, width: number, align: 'left' | 'right', painted: (text: string) => string): string {
  const cut = cutTo(text, width);
  const gap = ' '.repeat(Math.max(0, width - widthOf(cut)));
  return align === 'left' ? painted(cut) + gap : gap + painted(cut);
}

/** What the widths of columns are decided by. */
export interface Sized {
  /** As wide as what stands in it. */
  readonly width: number;
  readonly mayShrink?: true;
  readonly mayVanish?: true;
}

/** Leaves out columns until the others are still readable. */
export function dropColumns<Wide extends Sized>(columns: readonly Wide[], room: number | undefined): readonly Wide[] {
  const last = columns.findLastIndex(({ mayVanish }) => mayVanish === true);
  const least = columns.map(({ width, mayShrink }) => (mayShrink === true ? Math.min(width, READABLE_WIDTH) : width));
  if (room === undefined || last === -1 || totalOf(least) <= room) return columns;

  return dropColumns(columns.toSpliced(last, 1), room);
}

/** Takes from the widest that may be cut until all fit, or nothing is left to take. */
export function fitWidths(columns: readonly Sized[], room: number | undefined): readonly number[] {
  const widths = columns.map(({ width }) => width);
  for (let over = room === undefined ? 0 : totalOf(widths) - room; over > 0; over -= 1) {
    const widest = columns.reduce((best, { mayShrink }, at) => {
      const width = widths[at] ?? 0;
      return mayShrink === true && width > LEAST_WIDTH && width > (widths[best] ?? 0) ? at : best;
    }, -1);
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }

  return widths;
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP.length * Math.max(0, widths.length - 1));
}
