import { describe, expect, test } from 'vitest';
import type { AdminStores } from '#functions/admin/admin-parts.ts';
import { storesWithin } from '#functions/admin/bounded-stores.ts';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { deliveryId, messageId } from '#shared/delivery/delivery-id.ts';
import type { DeliveryDetail } from '#shared/delivery/ledger.ts';

const MESSAGE = messageId(Date.UTC(2026, 10, 21), 'together');

/** The stores over a record of one message, told in these channels, as a token bound to `dba` sees them. */
function ledgerOf(...channels: readonly string[]) {
  const rows = channels.map(
    (channel, nth): DeliveryDetail => ({
      ...{ id: deliveryId(MESSAGE, channel, nth, 1), channel, robot: '1', kind: 'digest', outcome: 'delivered' },
      ...{ reason: '', errcode: 0, errmsg: 'ok', attempt: 1, at: 0, latencyMs: 1, alertCount: 1 },
      ...{ format: 'markdown', title: 'the title', text: 'the text', alerts: [] },
    }),
  );
  const ledger: Partial<AdminStores['ledger']> = {
    get: async (id) => rows.find((row) => row.id === id),
    ofMessage: async (message) => rows.filter(({ id }) => id.startsWith(message)),
  };
  // The rest of the stores stays untouched.
  const stores = { alerts: {}, channels: {}, formerChannels: {}, ledger } as AdminStores;

  return { rows, ledger: storesWithin({ channels: ['dba'] }, stores).ledger };
}

test('what inhibits an alert is not shown to a bound token: it may be of another channel or sender', async () => {
  const heldBack = { reason: 'inhibited', by: 'server down/foreign-7', atMs: 1, untilMs: 2 };
  const inhibited = { channel: 'dba', heldBack } as AlertItem;
  const silenced = { channel: 'dba', heldBack: { ...heldBack, reason: 'silenced', by: 's-1' } } as AlertItem;
  const items = [inhibited, silenced];
  const alerts = { page: async () => ({ items }), read: async () => items };
  const stores = { alerts, channels: {}, formerChannels: {}, ledger: {} } as unknown as AdminStores;
  const seen = storesWithin({ channels: ['dba'] }, stores).alerts;
  const shown = [{ ...inhibited, heldBack: { ...heldBack, by: '' } }, silenced];

  expect((await seen.page('dba', '0', undefined, 9)).items).toEqual(shown);
  expect(await seen.read([])).toEqual(shown);
});

describe('a message, to a token bound to a channel', () => {
  test('is shown whole where it tells of that channel alone', async () => {
    const { rows, ledger } = ledgerOf('dba');

    expect(await ledger.get(rows[0]?.id ?? '')).toEqual(rows[0]);
  });

  test('is shown without its words where it also tells of another', async () => {
    const { rows, ledger } = ledgerOf('dba', 'ops');
    const shown = await ledger.get(rows[0]?.id ?? '');

    expect(shown).toMatchObject({ channel: 'dba', alertCount: 1, title: '' });
    expect(shown?.text).toMatch(/not bound to/);
    expect(await ledger.get(rows[1]?.id ?? '')).toBeUndefined();
  });
});
