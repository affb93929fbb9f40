import { type BillLine, sumOf } from './bill.ts';
import type { IdleLine } from './idle-month.ts';

/** What a million alerts of a kind cost. */
export interface Bill {
  readonly title: string;
  /** What it may cost, USD; undefined for what is shown for comparison. */
  readonly most: number | undefined;
  readonly lines: readonly BillLine[];
}

/** The totals beside what they may be. */
export function summaryText(
  bills: readonly Bill[],
  idle: readonly IdleLine[],
  mostIdle: number,
): { readonly text: string; readonly isKept: boolean } {
  const rows = [
    ...bills.map(({ title, most, lines }) => ({ what: `a million ${title}`, usd: sumOf(lines), most })),
    { what: 'a month in which no alert comes, with 3 channels and all alarms', usd: sumOf(idle), most: mostIdle },
  ];
  const lines = rows.map(({ what, usd, most }) => {
    const allowed = most === undefined ? '' : `≤ ${dollars(most)}${usd <= most ? '' : ' **broken**'}`;
    return `| ${what} | ${dollars(usd)} | ${allowed} |`;
  });

  return {
    text: ['| | costs | budget |', '|---|---:|---:|', ...lines].join('\n'),
    isKept: rows.every(({ usd, most }) => most === undefined || usd <= most),
  };
}

/** Each bill in a column of its own, line by line. */
export function billsText(bills: readonly Bill[]): string {
  const keys = [...new Set(bills.flatMap(({ lines }) => lines.map(keyOf)))];
  const cell = (bill: Bill, key: string): string => {
    const line = bill.lines.find((one) => keyOf(one) === key);
    if (line === undefined || line.usd < 0.005) return '';
    return line.detail === undefined ? dollars(line.usd) : `${dollars(line.usd)} (${line.detail})`;
  };
  const rows = keys.map((key) => `| ${key} | ${bills.map((bill) => cell(bill, key)).join(' | ')} |`);
  const sums = bills.map(({ lines }) => `**${dollars(sumOf(lines))}**`);

  return [
    `| for a million | ${bills.map(({ title }) => title).join(' | ')} |`,
    `|---|${bills.map(() => '---:').join('|')}|`,
    ...rows,
    `| | ${sums.join(' | ')} |`,
  ].join('\n');
}

/** The idle month, line by line. */
export function idleText(idle: readonly IdleLine[]): string {
  const rows = idle.map(
    ({ service, what, usd, withAllowances }) =>
      `| ${service}: ${what} | ${dollars(usd)} | ${dollars(withAllowances)} |`,
  );
  const alone = idle.reduce((sum, { withAllowances }) => sum + withAllowances, 0);

  return [
    '| in an idle month | list price | in an account that uses none of the standing allowances elsewhere |',
    '|---|---:|---:|',
    ...rows,
    `| | **${dollars(sumOf(idle))}** | **${dollars(alone)}** |`,
  ].join('\n');
}

function keyOf({ service, what }: BillLine): string {
  return `${service}: ${what}`;
}

function dollars(usd: number): string {
  return `${usd.toFixed(2)} USD`;
}
