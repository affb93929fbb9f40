import type { Group } from '#local/sandbox/group.ts';
import { TOLD_WITHIN_MS } from '../storm/variants.ts';
import type { Curve } from './chart.ts';
import type { Contender, Entry, SharedStorm } from './contender.ts';

/** What the storm came to with one contender. */
export interface PeerResult {
  readonly entry: Entry;
  readonly sent: number;
  readonly said: number | undefined;
  /** Shown within 20 s after they were sent. */
  readonly shownInTime: number;
  readonly requests: number;
  readonly throttled: number;
  /** When alerts were shown, ms after the beginning, ascending. */
  readonly shownMs: readonly number[];
}

/** Reads the result off the robot's group. */
export async function resultOf(
  entry: Entry,
  contender: Contender,
  { counters }: Group,
  { alerts, startMs, untilMs }: SharedStorm,
): Promise<PeerResult> {
  const shownAt = await contender.shownAtMs();
  const sentMs = new Map(alerts.map(({ id, atMs }) => [id, startMs + atMs]));
  const shown = [...shownAt].filter(([id, at]) => sentMs.has(id) && at <= untilMs);

  return {
    entry,
    sent: alerts.length,
    said: contender.said(),
    shownInTime: shown.filter(([id, at]) => at - (sentMs.get(id) ?? 0) <= TOLD_WITHIN_MS).length,
    requests: counters.requests,
    throttled: counters.throttled,
    shownMs: shown.map(([, at]) => at - startMs).toSorted((a, b) => a - b),
  };
}

/** The contender's line in the chart. */
export function curveOf({ entry: { name, colour, dash }, shownMs }: PeerResult): Curve {
  return { label: name, colour, dash, shownMs };
}

const HEAD = [
  '',
  'sent',
  'said to be sent',
  'shown within 20 s',
  'shown at the end',
  'requests',
  'throttled',
  'last shown',
];

/** All contenders as a table. */
export function peerTable(results: readonly PeerResult[]): string {
  const count = (value: number | undefined): string => value?.toLocaleString('en-US') ?? 'does not say';
  const rows = results.map(({ entry, sent, said, shownInTime, shownMs, requests, throttled }) => [
    entry.name,
    ...[sent, said, shownInTime, shownMs.length, requests, throttled].map(count),
    shownMs.length === 0 ? 'none' : `${((shownMs.at(-1) ?? 0) / 1_000).toFixed(0)} s`,
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

  return [line(HEAD), line(HEAD.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
