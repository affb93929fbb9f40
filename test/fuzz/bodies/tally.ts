import { DOORS } from './doors.ts';

/** What came of the bodies of one door. */
export interface Row {
  bodies: number;
  accepted: number;
  /** By status, or by the code of a robot's wire. */
  readonly refused: Map<string, number>;
  /** Alerts in what was accepted, each in each of its channels. */
  alerts: number;
  delivered: number;
  suppressed: number;
}

/** Something that is wrong, and which body caused it, if that is known. */
export interface Finding {
  readonly index?: number;
  readonly what: string;
}

/** The account of a run. */
export class Tally {
  readonly rows: ReadonlyMap<string, Row> = new Map(DOORS.map(({ name }) => [name, emptyRow()]));
  readonly findings: Finding[] = [];
  /** Messages the robots took. */
  messages = 0;
  /** Receipts of what was known already: late copies. */
  late = 0;

  row(door: string): Row {
    const row = this.rows.get(door);
    if (row === undefined) throw new Error(`there is no door ${door}`);
    return row;
  }

  refuse(door: string, why: string): void {
    const { refused } = this.row(door);
    refused.set(why, (refused.get(why) ?? 0) + 1);
  }

  find(what: string, index?: number): void {
    this.findings.push(index === undefined ? { what } : { what, index });
  }
}

function emptyRow(): Row {
  return { bodies: 0, accepted: 0, refused: new Map(), alerts: 0, delivered: 0, suppressed: 0 };
}

/** The table of a run, a row a door. */
export function tableOf({ rows, messages, late }: Tally): string {
  const head = ['way in', 'bodies', 'accepted', 'alerts', 'delivered', 'suppressed', 'refused'];
  const lines = [...rows].map(([name, row]) => [name, ...figures(row), refusals(row)]);
  const sum = [...rows.values()].reduce(added, emptyRow());
  const all = [head, ...lines, ['all', ...figures(sum), '']];
  const widths = head.map((_, at) => Math.max(...all.map((line) => (line[at] ?? '').length)));
  const text = all.map((line) =>
    line
      .map((cell, at) => padded(cell, widths[at] ?? 0, at))
      .join('  ')
      .trimEnd(),
  );

  return [...text, `${messages} messages to robots; ${late} receipts were late copies of what was known`].join('\n');
}

function figures({ bodies, accepted, alerts, delivered, suppressed }: Row): readonly string[] {
  return [bodies, accepted, alerts, delivered, suppressed].map(String);
}

function refusals({ refused }: Row): string {
  return [...refused]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([why, count]) => `${why}: ${count}`)
    .join(', ');
}

function added(sum: Row, row: Row): Row {
  return {
    bodies: sum.bodies + row.bodies,
    accepted: sum.accepted + row.accepted,
    refused: sum.refused,
    alerts: sum.alerts + row.alerts,
    delivered: sum.delivered + row.delivered,
    suppressed: sum.suppressed + row.suppressed,
  };
}

/** Names to the left, figures to the right. */
function padded(cell: string, width: number, at: number): string {
  return at === 0 || at === 6 ? cell.padEnd(width) : cell.padStart(width);
}
