import type { Budget } from '../budget.ts';
import type { Latencies } from './account.ts';
import type { StormResult } from './measure-storm.ts';
import { ROBOT_LIMIT, TOLD_WITHIN_MS } from './variants.ts';

/** The most memory the relay may need, MB. */
const MOST_MEGABYTES = 256;

/** What must hold of one storm. */
export function budgetsOf(result: StormResult): readonly Budget[] {
  const { variant, down, rest, robot } = result;
  const isLone = variant.downs !== 'two-percent';
  const budget = (what: string, measured: number, most: number, unit = ''): Budget => ({ what, measured, most, unit });

  return [
    budget('not accepted', result.notAccepted.length, 0),
    budget('lost', result.lost.length, 0),
    budget('messages and ledger that contradict each other', result.contradictions.length, 0),
    budget('throttled answers', robot.throttled, 0),
    budget('requests in the busiest rolling 60 s', robot.maxInMinute, ROBOT_LIMIT),
    budget('requests in flight at once', robot.maxInFlight, 1),
    budget('slowest alert', Math.max(down.maxMs, rest.maxMs) / 1_000, TOLD_WITHIN_MS / 1_000, 's'),
    isLone
      ? budget('slowest lone down', down.maxMs / 1_000, variant.downWithinMs / 1_000, 's')
      : budget('down, 99 of 100', down.p99Ms / 1_000, variant.downWithinMs / 1_000, 's'),
    ...(result.peakMegabytes === undefined ? [] : [budget('peak memory', result.peakMegabytes, MOST_MEGABYTES, 'MB')]),
  ];
}

/** Budgets that do not hold, in words; a number nobody could measure is a broken one. */
export function brokenBudgets(result: StormResult): readonly string[] {
  return budgetsOf(result)
    .filter(({ measured, most }) => !(measured <= most))
    .map(({ what, measured, most, unit }) => `${what}: ${Number(measured.toFixed(2))} ${unit}, at most ${most}`);
}

const HEAD = [
  'storm',
  'accepted',
  'told',
  'lost',
  'throttled',
  'messages',
  'busiest 60 s',
  '`down` p50 / p99 / max',
  'the rest p50 / p99 / max',
  'memory',
];

/** All storms as one table for the page. */
export function stormTable(results: readonly StormResult[]): string {
  const rows = results.map((result) => [
    result.variant.title,
    count(result.accepted),
    count(result.delivered),
    count(result.lost.length),
    count(result.robot.throttled),
    count(result.robot.delivered),
    count(result.robot.maxInMinute),
    spread(result.down),
    spread(result.rest),
    result.peakMegabytes === undefined ? '?' : `${Math.round(result.peakMegabytes)} MB`,
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

  return [line(HEAD), line(HEAD.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function spread({ p50Ms, p99Ms, maxMs }: Latencies): string {
  return `${[p50Ms, p99Ms, maxMs].map((ms) => (ms / 1_000).toFixed(1)).join(' / ')} s`;
}
