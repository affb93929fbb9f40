import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Row } from './judge.ts';
import type { Result, Scenario } from './scenario.ts';

const PAGE = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
const BEGIN = '<!-- tried: begin (npm run reliability writes what stands between these lines) -->';
const END = '<!-- tried: end -->';

/** Puts what came of a whole run into docs/reliability.md, in place of what stood there before. */
export async function writeReliabilityPage(tried: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error('docs/reliability.md has lost its marks');
  await writeFile(PAGE, `${page.slice(0, from)}${BEGIN}\n\n${tried}\n\n${page.slice(to)}`);
}

/** Everything about one scenario. */
export function scenarioText({ title, what }: Scenario, { rows, notes }: Result): string {
  return [`### ${title}`, what, table(rows), ...(notes.length === 0 ? [] : [notes.join(' ')])].join('\n\n');
}

/** What all scenarios came to together. */
export function totalText(results: readonly Result[]): string {
  const rows = results.flatMap((result) => result.rows);
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0).toLocaleString('en-US');
  const broken = rows.flatMap((row) => row.broken);

  return (
    `Over all: ${sum(({ accepted }) => accepted)} alerts accepted for a robot, ` +
    `${sum(({ delivered }) => delivered)} delivered, ${sum(({ dead }) => dead)} dead, ` +
    `**${sum(({ lost }) => lost)} lost**. ${sum(({ seenTwice }) => seenTwice)} messages were seen twice, every one ` +
    `marked. Promises broken: ${broken.length === 0 ? 'none' : broken.join('; ')}.`
  );
}

const COLUMNS: readonly (readonly [string, (row: Row) => number])[] = [
  ['sent', ({ sent }) => sent],
  ['accepted', ({ accepted }) => accepted],
  ['delivered', ({ delivered }) => delivered],
  ['dead', ({ dead }) => dead],
  ['lost', ({ lost }) => lost],
  ['sent twice, shown once', ({ dropped }) => dropped],
  ['seen twice', ({ seenTwice }) => seenTwice],
  ['without a record', ({ unrecorded }) => unrecorded],
  ['throttled', ({ throttled }) => throttled],
  ['busiest 60 s', ({ busiest }) => busiest],
];

function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const cells = COLUMNS.map(([, of]) => of(row).toLocaleString('en-US'));
    const broken = row.broken.length === 0 ? '' : ` **broken: ${row.broken.join('; ')}**`;
    return `| ${row.what}${broken} | ${cells.join(' | ')} |`;
  });

  return [
    `| | ${COLUMNS.map(([title]) => title).join(' | ')} |`,
    `|---|${COLUMNS.map(() => '---:').join('|')}|`,
    ...lines,
  ].join('\n');
}
