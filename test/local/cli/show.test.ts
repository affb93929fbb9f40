import { fc, test as property } from '@fast-check/vitest';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { showStory } from '#local/cli/show/alerts.ts';
import { momentIn, spanOf } from '#local/cli/show/moment.ts';
import { createPaint, wantsColour } from '#local/cli/show/paint.ts';
import { plainText } from '#local/cli/show/plain-text.ts';
import { type Column, dropColumns, fitWidths, layoutTable } from '#local/cli/show/table.ts';
import { cutTo, padTo, widthOf } from '#local/cli/show/width.ts';

const plain = createPaint(false);

interface Row {
  readonly name: string;
  readonly count: number;
  readonly id: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'NAME', of: ({ name }) => name, mayShrink: true, tone: () => 'bad' },
  { title: 'COUNT', of: ({ count }) => String(count), align: 'right', mayVanish: true },
  { title: 'ID', of: ({ id }) => id },
  { title: 'EMPTY', of: () => '' },
];

const ROWS = [
  { name: 'OB 服务器无法连接', count: 12, id: 'ob-1' },
  { name: 'disk full', count: 3, id: 'a-longer-id' },
];

describe('a table', () => {
  test('counts a Chinese character as two columns, and leaves out what is empty', () => {
    expect(layoutTable(COLUMNS, ROWS, { columns: undefined, paint: plain })).toBe(
      ['NAME               COUNT  ID', 'OB 服务器无法连接     12  ob-1', 'disk full              3  a-longer-id'].join(
        '\n',
      ),
    );
  });

  test('in a narrow terminal leaves out what matters least, then cuts names, and never an id', () => {
    expect(layoutTable(COLUMNS, ROWS, { columns: 24, paint: plain })).toBe(
      ['NAME         ID', 'OB 服务器…   ob-1', 'disk full    a-longer-id'].join('\n'),
    );
  });

  test('paints texts, not the blanks around them', () => {
    const [, first] = layoutTable(COLUMNS, ROWS, { columns: undefined, paint: createPaint(true) }).split('\n');
    expect(first).toBe('\u001b[31mOB 服务器无法连接\u001b[39m     12  ob-1');
  });

  const NAMES = fc.array(fc.string({ unit: fc.constantFrom('a', '停', 'é', '👍🏽', ' ', '\u0007', '\n') }), {
    minLength: 1,
  });
  property.prop([NAMES, fc.integer({ min: 30, max: 120 })])(
    'is never wider than the terminal, and straight',
    (names, columns) => {
      const rows = names.map((name) => ({ name, count: 1, id: 'id-12' }));
      const lines = layoutTable(COLUMNS, rows, { columns, paint: plain }).split('\n');
      expect(lines).toHaveLength(rows.length + 1);
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
      const places = new Set(lines.slice(1).map((line) => stringWidth(line.slice(0, line.indexOf('id-12')))));
      expect(places.size).toBe(1);
    },
  );

  const SIZED = fc.array(
    fc
      .record({ width: fc.integer({ min: 1, max: 90 }), mayShrink: fc.constantFrom(true as const, undefined) })
      .map(({ width, mayShrink }) => ({ width, ...(mayShrink === undefined ? {} : { mayShrink }) })),
  );
  property.prop([SIZED, fc.integer({ min: 1, max: 200 })])(
    'takes width only from what may be cut, and no more than it must',
    (columns, room) => {
      const widths = fitWidths(columns, room);
      const total = (all: readonly number[]) =>
        all.reduce((sum, width) => sum + width, 2 * Math.max(0, all.length - 1));
      for (const [at, column] of columns.entries()) {
        if (column.mayShrink === undefined) expect(widths[at]).toBe(column.width);
        else expect(widths[at]).toBeGreaterThanOrEqual(Math.min(8, column.width));
      }
      const natural = columns.map(({ width }) => width);
      if (total(natural) > room && total(widths) < total(natural)) expect(total(widths)).toBeGreaterThanOrEqual(room);
      if (total(natural) <= room) expect(widths).toEqual(natural);
    },
  );

  test('keeps columns that may go as long as all are readable', () => {
    const columns = [{ width: 40, mayShrink: true as const }, { width: 5, mayVanish: true as const }, { width: 10 }];
    expect(dropColumns(columns, 16 + 2 + 5 + 2 + 10)).toHaveLength(3);
    expect(dropColumns(columns, 16 + 2 + 5 + 2 + 9)).toHaveLength(2);
  });
});

describe('texts', () => {
  test.each([
    ['停服告警', 8, '停服告警'],
    ['停服告警', 7, '停服告…'],
    ['停服告警', 6, '停服…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['👍🏽👍🏽', 3, '👍🏽…'],
  ])('%s in %d columns is %s', (text, width, cut) => {
    expect(cutTo(text, width)).toBe(cut);
    expect(widthOf(cutTo(text, width))).toBeLessThanOrEqual(width);
    expect(widthOf(padTo(cutTo(text, width), width))).toBe(width);
  });

  property.prop([fc.string({ unit: 'binary' })])(
    'of strangers give the terminal no orders and stay on their line',
    (text) => {
      expect(plainText(text)).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    },
  );
});

test('colours are for terminals, and for nobody who said no', () => {
  expect(wantsColour(true, {})).toBe(true);
  expect(wantsColour(true, { NO_COLOR: '' })).toBe(true);
  expect(wantsColour(true, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColour(true, { TERM: 'dumb' })).toBe(false);
  expect(wantsColour(false, { TERM: 'xterm' })).toBe(false);
});

test('times are those of the reader', () => {
  expect(momentIn('Asia/Shanghai')('2026-11-21T02:54:13.999Z')).toBe('2026-11-21 10:54:13');
  expect(momentIn('UTC')('2026-11-21T10:54:13+08:00')).toBe('2026-11-21 02:54:13');
  expect(momentIn('UTC')(null)).toBe('');
});

test('and those in the relay’s own words too', () => {
  const entry = { at: '2026-11-21T02:54:13.000Z', what: 'queued', channel: 'dba', delivery: null };
  const story = [{ ...entry, reason: 'until 2026-11-21T03:04:13.007Z' }];
  const texts = { id: '7', source: 'ocp', name: 'x', level: 'down', status: 'firing', target: '', summary: '' };
  const shown = showStory(
    { ...texts, description: '', labels: {}, channels: [], story },
    {
      moment: momentIn('Asia/Shanghai'),
      paint: createPaint(false),
      table: (columns, rows) => rows.map((row) => columns.map(({ of }) => of(row)).join(' | ')).join('\n'),
    },
  );
  expect(shown).toContain('2026-11-21 10:54:13 | queued | dba | until 2026-11-21 11:04:13 |');
});

test.each([
  [-5, '0 s'],
  [59_400, '59 s'],
  [61_000, '1 min'],
  [3_600_000, '1 h'],
  [11_100_000, '3 h 5 min'],
  [187_200_000, '2 d 4 h'],
])('%d ms are %s', (ms, span) => {
  expect(spanOf(ms)).toBe(span);
});
