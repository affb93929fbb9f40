import { expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { AlertStore } from '#shared/admission/alert-store.ts';
import { encodeBrief } from '#shared/admission/brief.ts';
import { packContent } from '#shared/admission/content.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { findSilentAlerts, type SilentAlertPorts } from '#shared/watchdogs/sweep-silent-alerts.ts';
import { aChannel } from '#test/builders/channel.ts';

const ALERT: Alert = {
  ...{ id: '1', source: 'ocp', name: 'disk full', level: 'warning', status: 'firing', target: 'db-1' },
  ...{ summary: '', description: '', labels: {} },
};
const BACKGROUND = {
  rules: [{ source: 'ocp', silentAfterMinutes: 60, policy: 'name' }],
  states: [{ source: 'ocp', version: 0, heardAtMs: 10 * 3_600_000 }],
  unbrokenSinceMs: 0,
} as const;
const IN_EACH_SHARD = 100;

/** Two channels with a hundred silent alerts in each of their shards. */
function ports() {
  let requests = 0;
  const item = (channel: string, shard: string, nth: number): AlertItem => ({
    ...{ channel, fingerprint: fingerprintOfId(`${channel}${shard}`, String(nth)), status: 'firing', told: 'firing' },
    ...{ episode: '2026-11-21T00:00:00.000Z', level: 3, version: 1, receipts: 2, firstAt: 0, lastAt: 0 },
    ...{ brief: encodeBrief(ALERT, 'g'), content: packContent(ALERT), deliveries: [] },
  });
  const page: AlertStore['page'] = async (channel, shard, after, limit) => {
    requests += 1;
    const all = Array.from({ length: IN_EACH_SHARD }, (_, nth) => item(channel, shard, nth));
    const from = after === undefined ? 0 : all.findIndex(({ fingerprint }) => fingerprint === after) + 1;
    const items = all.slice(from, from + limit);
    const last = from + limit < all.length ? items.at(-1)?.fingerprint : undefined;
    return { items, ...(last === undefined ? {} : { next: last }) };
  };
  const channels = async () => ['a', 'b'].map((name) => aChannel({ name }));
  return { ports: { channels, alerts: { page } } as unknown as SilentAlertPorts, requests: () => requests };
}

test('each look takes up where the one before ended, and at the end all were looked at once', async () => {
  const { ports: world, requests } = ports();
  const found: string[] = [];
  let cursor: string | undefined;
  let looks = 0;
  do {
    const before = requests();
    const { items, cursor: next } = await findSilentAlerts(cursor, BACKGROUND, world);
    found.push(...items.map(({ fingerprint }) => fingerprint));
    expect(items.length).toBeLessThanOrEqual(200);
    expect(requests() - before).toBeLessThanOrEqual(25);
    cursor = next ?? undefined;
    looks += 1;
  } while (cursor !== undefined && looks < 100);

  expect(found).toHaveLength(2 * 16 * IN_EACH_SHARD);
  expect(new Set(found).size).toBe(found.length);
  expect(looks).toBeGreaterThan(1);
});

test('a place that is none is as good as the beginning', async () => {
  const { items } = await findSilentAlerts('nonsense', BACKGROUND, ports().ports);

  expect(items.length).toBeGreaterThan(0);
});
