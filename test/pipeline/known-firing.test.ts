import { expect, test } from 'vitest';
import { firingInLedger } from '#shared/polling/known-firing.ts';
import { startApi } from '#test/functions/whole-api.ts';

const HOUR = 3_600_000;

test('of the ledger those of one source that fire and came lately are known, each once however many channels it is in', async () => {
  const { call, makeChannel, relay, stores } = await startApi();
  await makeChannel('dba', 1);
  await makeChannel('oncall', 2);
  const post = (source: string, alerts: readonly object[]) => call('POST', `/v1/alerts?source=${source}`, alerts);
  await post('ocp-prod', [{ id: 'old', name: 'disk full' }]);
  await relay.runFor(2 * HOUR);
  await post('ocp-prod', [
    { id: '1', name: 'disk full' },
    { id: '2', name: 'disk full' },
    { id: '3', name: 'disk full' },
  ]);
  await post('ocp-prod', [{ id: '2', name: 'disk full', status: 'resolved' }]);
  await post('ocp-test', [{ id: '4', name: 'disk full' }]);
  const ports = { ...stores, now: relay.now };

  const { ids, isCut } = await firingInLedger('ocp-prod', relay.now() - HOUR, ports);
  expect(ids.toSorted()).toEqual(['1', '3']);
  expect(isCut).toBe(false);
  expect((await firingInLedger('ocp-prod', 0, ports)).ids.toSorted()).toEqual(['1', '3', 'old']);
  expect(await firingInLedger('nobody', 0, ports)).toEqual({ ids: [], isCut: false });
});

test('a ledger without end is read so far and no further, and that is said', async () => {
  const { call, makeChannel, relay, stores } = await startApi();
  await makeChannel('dba', 1);
  await call('POST', '/v1/alerts?source=ocp-prod', [{ id: '1', name: 'disk full' }]);
  const [item] = (
    await Promise.all([...'0123456789abcdef'].map((shard) => stores.alerts.page('dba', shard, undefined, 9)))
  ).flatMap(({ items }) => items);
  if (item === undefined) throw new Error('the alert is not in the ledger');
  let rows = 0;
  const page = async (_channel: string, _shard: string, _after: string | undefined, limit: number) => {
    rows += limit;
    return { items: Array.from({ length: limit }, () => item), next: item.fingerprint };
  };

  const ports = { ...stores, alerts: { page }, now: relay.now };
  expect(await firingInLedger('ocp-prod', 0, ports, 3_000)).toEqual({ ids: ['1'], isCut: true });
  expect(rows).toBe(3_000);
});
