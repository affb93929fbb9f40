import { describe, expect, it } from 'vitest';
import { drawAccount, type Evidence } from '#local/demo/account.ts';
import type { DeliveryRow, LedgerRow } from '#local/demo/relay-client.ts';

const NOON_MS = Date.parse('2026-11-21T12:00:00Z');

function row(id: string, change: Partial<LedgerRow> = {}): LedgerRow {
  return { id, level: 'warning', channel: 'dba', state: 'delivered', deliveries: ['d1'], ...change };
}

function delivery(id: string, afterMs: number, change: Partial<DeliveryRow> = {}): DeliveryRow {
  const at = new Date(NOON_MS + afterMs).toISOString();

  return { id, channel: 'dba', outcome: 'delivered', at, latencyMs: 50, ...change };
}

function evidence(rows: readonly LedgerRow[], change: Partial<Evidence> = {}): Evidence {
  return {
    accepted: [{ id: 'a', channel: 'dba', sentAtMs: NOON_MS }],
    rows,
    deliveries: [delivery('d1', 1_000)],
    messages: { dba: [{ at: NOON_MS + 1_020 }] },
    maskedIds: [],
    ...change,
  };
}

function fateOf(given: Evidence): string | undefined {
  const [channel] = drawAccount(given).channels;

  return (['delivered', 'suppressed', 'dead', 'waiting', 'lost'] as const).find((fate) => (channel?.[fate] ?? 0) > 0);
}

describe('the account of a run', () => {
  it.each<[string, string, Evidence]>([
    ['delivered', 'is in a message that reached the group', evidence([row('a')])],
    ['lost', 'is not in the ledger', evidence([])],
    ['lost', 'is in the ledger of another channel only', evidence([row('a', { channel: 'ops' })])],
    ['lost', 'is delivered in a message that never reached the group', evidence([row('a')], { messages: { dba: [] } })],
    ['lost', 'is delivered in no message at all', evidence([row('a', { deliveries: [] })])],
    [
      'lost',
      'is delivered by an attempt that failed',
      evidence([row('a')], { deliveries: [delivery('d1', 1_000, { outcome: 'throttled' })] }),
    ],
    ['lost', 'is suppressed though nobody masked it', evidence([row('a', { state: 'suppressed' })])],
    ['suppressed', 'was masked at its source', evidence([row('a', { state: 'suppressed' })], { maskedIds: ['a'] })],
    ['dead', 'is dead', evidence([row('a', { state: 'dead' })])],
    ['waiting', 'waits', evidence([row('a', { state: 'waiting' })])],
  ])('calls an alert %s that %s', (fate, _, given) => {
    expect(fateOf(given)).toBe(fate);
  });

  it('measures from the sender to the first message with the alert', () => {
    const { latencies } = drawAccount(
      evidence([row('a', { deliveries: ['d2', 'd1'] })], {
        deliveries: [delivery('d2', 9_000), delivery('d1', 1_000)],
        messages: { dba: [{ at: NOON_MS + 1_020 }, { at: NOON_MS + 9_020 }] },
      }),
    );

    expect(latencies).toEqual([{ level: 'warning', alerts: 1, p50Ms: 1_020, p99Ms: 1_020 }]);
  });
});
