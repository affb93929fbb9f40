import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createSilentAlertStore } from '#shared/adapters/dynamodb/silent-alert-store.ts';
import { admit } from '#shared/admission/admit.ts';
import { type AlertItem, alertState, silentSince } from '#shared/admission/alert-item.ts';
import type { AlertKey, AlertStore } from '#shared/admission/alert-store.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { whatToTell } from '#shared/dispatching/what-to-tell.ts';
import type { SilentAlert, SilentAlertStore } from '#shared/watchdogs/silent-alert-store.ts';
import { aChannel } from '#test/builders/channel.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';

const STARTED = '2026-11-21T00:00:00.000Z';
const NOW_MS = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;

/** What the store of silent alerts does, beside an alert store on the same table. */
export function defineSilentAlertStoreContract(kind: string, open: OpenTable): void {
  describe(`a store of silent alerts (${kind})`, () => {
    let table: OpenedTable;
    let alerts: AlertStore;
    let silent: SilentAlertStore;
    let key: AlertKey;
    let nth = 0;
    beforeAll(async () => {
      table = await open();
      alerts = createAlertStore(table);
      silent = createSilentAlertStore(table);
    });
    afterAll(() => table?.stop());

    const alert = (overrides: Partial<Alert> = {}): Alert => ({
      ...{ id: `alert-${nth}`, source: 'prometheus', name: 'disk full', level: 'warning', status: 'firing' },
      ...{ target: 'db-1', summary: '', description: '', labels: {}, activeAt: STARTED },
      ...overrides,
    });
    const receive = (overrides: Partial<Alert> = {}, atMs = NOW_MS) =>
      admit(
        { alert: alert(overrides), fingerprint: key.fingerprint, receipts: 1 },
        aChannel({ name: key.channel }),
        alerts,
        atMs,
      );
    const item = async (): Promise<AlertItem> => {
      const [found] = await alerts.read([key]);
      if (found === undefined) throw new Error('it is not there');
      return found;
    };
    const seen = async (): Promise<SilentAlert> => {
      const { version, lastAt } = await item();
      return { ...key, version, lastAtMs: lastAt };
    };
    const tell = async (atMs = NOW_MS) => {
      const { version, status, level } = await item();
      const delivery = `${atMs.toString(36)}-1-1-0`;
      await alerts.acknowledge({ ...key, version, status, level, delivery, expiresAtMs: atMs + 90 * 24 * HOUR });
    };
    beforeEach(async () => {
      nth += 1;
      key = { channel: 'dba', fingerprint: fingerprintOfId('prometheus', `alert-${nth}`) };
      await receive();
      await tell();
    });

    test('names an alert until it is received again', async () => {
      expect(silentSince(await item())).toBeUndefined();
      expect(await silent.name(await seen())).toBe('named');
      expect(silentSince(await item())).toBe(NOW_MS);
      expect(alertState(await item(), NOW_MS)).toBe('delivered');

      await receive({}, NOW_MS + HOUR);
      expect(silentSince(await item())).toBeUndefined();
    });

    test('counts how often a firing was received since it fired anew or got worse', async () => {
      const firings = async () => (await item()).firings;
      const later = { activeAt: '2026-11-21T12:05:00.000Z' };
      expect(await firings()).toBe(1);
      await receive();
      expect(await firings()).toBe(2);
      await receive({ level: 'critical' });
      expect(await firings()).toBe(1);
      await receive({ level: 'critical' });
      await receive(later);
      expect(await firings()).toBe(1);
      await receive(later);
      // A late copy of the episode before.
      await receive();
      expect(await firings()).toBe(2);
      await receive({ ...later, status: 'resolved' });
      await receive({ activeAt: '2026-11-21T12:10:00.000Z' });
      expect(await firings()).toBe(1);
    });

    test('closes an alert: it is over, nothing is due, and the reason says why', async () => {
      expect(await silent.close(await seen(), NOW_MS + HOUR)).toBe('closed');
      const closed = await item();

      expect(closed).toMatchObject({ status: 'resolved', suppressed: 'closed-silent', told: 'firing', version: 2 });
      expect(closed.dueAt).toBeUndefined();
      expect(alertState(closed, NOW_MS + HOUR)).toBe('suppressed');
      expect(whatToTell(closed, 'sent')).toEqual({ kind: 'nothing', reason: 'closed-silent' });
      expect(await silent.close(await seen(), NOW_MS + HOUR)).toBe('refused');
      expect(await silent.name(await seen())).toBe('refused');
    });

    test.each([
      ['with the start it always had', {}],
      ['with a newer start', { activeAt: '2026-11-21T12:05:00.000Z' }],
      ['at a worse level', { level: 'down' }],
    ] as const satisfies readonly (readonly [string, Partial<Alert>])[])(
      'a firing that comes after that, %s, is a new episode, due at once',
      async (_, overrides) => {
        await silent.close(await seen(), NOW_MS + HOUR);
        const at = NOW_MS + 2 * HOUR;
        const admission = await receive(overrides, at);
        const fired = await item();

        expect(admission).toMatchObject({ kind: 'admitted', admitted: { madeDue: { atMs: at } } });
        expect(fired).toMatchObject({ status: 'firing', dueAt: at, version: 3 });
        expect(fired.suppressed).toBeUndefined();
        const change = 'level' in overrides ? 'escalated' : 'refired';
        expect(whatToTell(fired, 'sent')).toEqual({ kind: 'tell', change });
      },
    );

    test('an end that comes after that, with the start it always had, is told', async () => {
      await silent.close(await seen(), NOW_MS + HOUR);
      await receive({ status: 'resolved' }, NOW_MS + 2 * HOUR);
      const over = await item();

      expect(over).toMatchObject({ status: 'resolved', dueAt: NOW_MS + 2 * HOUR });
      expect(whatToTell(over, 'sent')).toEqual({ kind: 'tell', change: 'recovered' });
    });

    test('an end without a start, of which nothing tells whose it is, changes nothing', async () => {
      await silent.close(await seen(), NOW_MS + HOUR);
      const { activeAt: _, ...ended } = alert({ status: 'resolved' });
      const entry = { alert: ended, fingerprint: key.fingerprint, receipts: 1 };
      await admit(entry, aChannel({ name: key.channel }), alerts, NOW_MS + 2 * HOUR);

      expect(await item()).toMatchObject({ status: 'resolved', suppressed: 'closed-silent' });
    });

    test.each([
      ['was received again', () => receive({}, NOW_MS + HOUR)],
      ['got worse', () => receive({ level: 'down' }, NOW_MS)],
      ['is over', () => receive({ status: 'resolved' }, NOW_MS)],
    ])('is refused when the alert %s since it was looked at', async (_, change) => {
      const before = await seen();
      await change();

      expect(await silent.name(before)).toBe('refused');
      expect(await silent.close(before, NOW_MS + HOUR)).toBe('refused');
      expect((await item()).suppressed).toBeUndefined();
    });

    test('never closes what waits, or what nobody was told of', async () => {
      nth += 1;
      key = { channel: 'dba', fingerprint: fingerprintOfId('prometheus', `alert-${nth}`) };
      await receive();
      expect(await silent.close(await seen(), NOW_MS + HOUR)).toBe('refused');

      await receive({ masked: 'silenced' }, NOW_MS);
      expect(await silent.close(await seen(), NOW_MS + HOUR)).toBe('refused');
    });

    test('of a repeat and a closing at once neither is lost', async () => {
      for (let round = 0; round < 10; round++) {
        const before = await seen();
        const at = NOW_MS + (round + 1) * HOUR;
        await Promise.all([silent.close(before, at), receive({}, at)]);
        const after = await item();

        expect(after.status).toBe('firing');
        expect(after.dueAt).toBeDefined();
        await tell(at);
      }
    });
  });
}
