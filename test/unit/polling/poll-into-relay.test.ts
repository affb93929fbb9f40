import { describe, expect, test } from 'vitest';
import type { OcpCredentials } from '#shared/polling/credentials.ts';
import { type Alarm, OcpError } from '#shared/polling/ocp.ts';
import type { OcpPoller } from '#shared/polling/ocp-poller.ts';
import { createOcpPoller, type PollerPorts } from '#shared/polling/poll-into-relay.ts';
import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import { aChannel } from '#test/builders/channel.ts';
import { alarmOf } from '#test/fakes/ocp.ts';

const NOW = Date.UTC(2026, 10, 21);
const POLLER: OcpPoller = {
  ...{ source: 'ocp-prod', url: 'http://192.0.2.1:8080', credentials: { kind: 'secret', name: 'ocp/prod' } },
  ...{ everySeconds: 60, knownSinceDays: 7 },
};
const PASSWORD = '{"user":"watcher","password":"fake-password"}';

/** A poller between an OCP and a relay that are both made up, and what they saw. */
function between(more: Partial<PollerPorts> = {}, poller: Partial<OcpPoller> = {}) {
  const seen = { batches: [] as Batch[], asked: [] as [string, OcpCredentials][], heard: [] as string[] };
  const active: Alarm[] = [alarmOf(1), alarmOf(2)];
  const poll = createOcpPoller(
    { ...POLLER, ...poller },
    {
      ocpAt: (url, credentials) => {
        seen.asked.push([url, credentials]);
        return {
          activePage: async () => ({ alarms: active, unreadable: 0, totalElements: active.length, totalPages: 1 }),
          alarm: async () => undefined,
        };
      },
      secretOf: async ({ name }) => (name === 'ocp/prod' ? PASSWORD : undefined),
      receive: async (batch) => {
        seen.batches.push(batch);
        return { kind: 'accepted', accepted: batch.alerts.length, alerts: [] };
      },
      alerts: { page: async () => ({ items: [] }), read: async () => [] },
      channels: { list: async () => [aChannel()] },
      hearing: { note: async (sources) => void seen.heard.push(...sources) },
      now: () => NOW,
      sleep: async () => undefined,
      random: () => 0,
      ...more,
    },
  );
  return { poll, seen, active };
}

describe('a round of the relay itself', () => {
  test('takes alarms in under the name of this OCP, as its notifications would', async () => {
    const { poll, seen } = between({}, { channels: ['dba'] });

    expect(await poll()).toMatchObject({ batch: 'full', active: 2, problems: [] });
    expect(seen.asked).toEqual([[POLLER.url, { kind: 'password', user: 'watcher', password: 'fake-password' }]]);
    expect(seen.batches).toMatchObject([
      {
        source: 'ocp-prod',
        channels: ['dba'],
        isSignOfLife: false,
        alerts: [{ id: '1', level: 'down', status: 'firing' }, { id: '2' }],
      },
    ]);
    expect(seen.batches[0]?.alerts[0]).not.toHaveProperty('source');
  });

  test('leaves to push settings where they go, when it is not said', async () => {
    const { poll, seen } = between();
    await poll();
    expect(seen.batches[0]).not.toHaveProperty('channels');
  });

  test('that read everything is heard of this source, also when nothing is active; one that did not is not', async () => {
    const { poll, seen, active } = between();
    active.length = 0;
    await poll();
    expect(seen).toMatchObject({ heard: ['ocp-prod'], batches: [] });

    const failing = between({
      ocpAt: () => ({
        activePage: () => Promise.reject(new OcpError('OCP answered 502')),
        alarm: async () => undefined,
      }),
    });
    expect(await failing.poll()).toMatchObject({ batch: 'partial', problems: ['page 1: OCP answered 502'] });
    expect(failing.seen.heard).toEqual([]);
  });

  test('reads the credentials anew each time: a changed password needs no start', async () => {
    let text = PASSWORD;
    const { poll, seen } = between({ secretOf: async () => text });
    await poll();
    text = '{"accessKey":"fake-access","secretKey":"fake-secret"}';
    await poll();
    expect(seen.asked.map(([, { kind }]) => kind)).toEqual(['password', 'access-key']);
  });

  test.each([
    [undefined, 'there is no secret ocp/prod; put it: tocsin secret put ocp/prod'],
    ['not JSON fake-secret', 'the secret ocp/prod must hold {"user", "password"} or {"accessKey", "secretKey"}'],
    ['{"user":"a","secretKey":"fake-secret"}', 'the secret ocp/prod must hold'],
    ['{"user":"a","password":7}', 'the secret ocp/prod must hold'],
  ])('is not made with %s for credentials', async (text, problem) => {
    const { poll, seen } = between({ secretOf: async () => text });

    await expect(poll()).rejects.toThrow(problem);
    await expect(poll()).rejects.not.toThrow('fake-secret');
    expect(seen.asked).toEqual([]);
  });

  test.each<[Exclude<ReceiveResult, { kind: 'accepted' }>, RegExp]>([
    [{ kind: 'unknown-channel', names: ['dab'] }, /there is no channel dab/],
    [{ kind: 'no-channel' }, /no enabled channel takes its alarms/],
    [{ kind: 'too-many', pairs: 20_000, limit: 10_000 }, /20000 alerts × channels, at most 10000/],
    [{ kind: 'not-stored' }, /could not be stored; the next round/],
  ])('ends where the relay does not take its alarms: %o', async (result, problem) => {
    const { poll, seen } = between({ receive: async () => result });

    await expect(poll()).rejects.toThrow(problem);
    expect(seen.heard).toEqual([]);
  });

  test('tells in parts what goes to too many channels at once', async () => {
    const taken: (string | undefined)[] = [];
    const { poll, active } = between({
      receive: async ({ alerts }) => {
        if (alerts.length > 2) return { kind: 'too-many', pairs: alerts.length * 4_000, limit: 10_000 };
        taken.push(...alerts.map(({ id }) => id));
        return { kind: 'accepted', accepted: alerts.length, alerts: [] };
      },
    });
    active.push(alarmOf(3), alarmOf(4), alarmOf(5));

    expect(await poll()).toMatchObject({ batch: 'full', active: 5, problems: [] });
    expect(taken).toEqual(['1', '2', '3', '4', '5']);
  });
});
