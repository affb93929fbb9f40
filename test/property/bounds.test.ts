import { ScanCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Operation, ROUTES, type Route } from '#functions/edge/routes.ts';
import { type Bounds, isWithin } from '#shared/access/bounds.ts';
import { fakeToken } from '#test/builders/channel.ts';
import { type Answered, startApi } from '#test/functions/whole-api.ts';
import { OK } from '#test/pipeline/harness.ts';

/** Whatever is not the caller's carries this word, in names that he has no other way to learn. */
const FOREIGN = 'foreign';
const CHANNELS = ['own-1', 'own-2', 'foreign-1', 'foreign-2'];
const SOURCES = ['own-a', 'own-b', 'foreign-c'];

interface Sent {
  readonly channel: string;
  readonly source: string;
  readonly id: string;
  readonly level: string;
}

const sent: fc.Arbitrary<Sent> = fc.record({
  channel: fc.constantFrom(...CHANNELS),
  source: fc.constantFrom(...SOURCES),
  // Few, so that the same id is used in several channels and by several senders.
  id: fc.constantFrom('1', '2', '3'),
  level: fc.constantFrom('down', 'warning', 'info'),
});

const bounds: fc.Arbitrary<Bounds> = fc.oneof(
  fc.constantFrom<Bounds>({ channels: ['own-1'] }, { channels: ['own-1', 'own-2'] }, { sources: ['own-a', 'own-b'] }),
  fc.constant<Bounds>({ channels: ['own-1', 'own-2'], sources: ['own-a'] }),
);

type World = Awaited<ReturnType<typeof startApi>>;

/** A relay with alerts in all channels, told or dead, and a token that may do all but administer, within bounds. */
async function worldOf(alerts: readonly Sent[], bound: Bounds, refusing: number) {
  const api = await startApi();
  for (const [nth, name] of CHANNELS.entries()) await api.makeChannel(name, nth + 1);
  api.relay.answerWith(({ url }) =>
    url.includes(fakeToken(refusing)) ? { ...OK, body: '{"errcode":460101,"errmsg":"message too long"}' } : OK,
  );
  for (const { channel, ...alert } of alerts) {
    const owner = isWithin(bound, { channel, source: alert.source }) ? 'own' : FOREIGN;
    const path = `/v1/alerts?channel=${channel}`;
    const { status } = await api.call('POST', path, { ...alert, name: `${owner} disk`, target: `${owner} host` });
    expect(status).toBe(200);
  }
  await api.run(5_000);
  const token = await api.makeToken('bound', { scopes: ['ingest', 'read', 'operate'], ...bound });

  return { api, token };
}

interface Listed {
  readonly id: string;
  readonly channel: string;
  readonly source?: string;
}

async function listOf({ call }: World, path: string, token?: string): Promise<readonly Listed[]> {
  const answer = await call('GET', path, undefined, token);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json.cursor).toBeNull();

  return answer.json.items;
}

interface Asked {
  readonly path: string;
  readonly body?: unknown;
}

/** All that can be asked for of a world, by route: everything there is, by every id, his own and others'. */
async function everything(api: World, token: string): Promise<Readonly<Record<Operation, readonly Asked[]>>> {
  const [alerts, deliveries, dead] = await Promise.all(
    ['/v1/alerts', '/v1/deliveries', '/v1/dead-letters'].map((path) => listOf(api, path)),
  );
  const ids = (list: readonly Listed[] = []) => [...new Set(list.map(({ id }) => id))];
  const lists = (path: string) => [{ path }, ...CHANNELS.map((name) => ({ path: `${path}?channel=${name}` }))];
  const ofMessages = ids(deliveries).flatMap((id) => [id, id.split('-')[0]]);
  const fields = ['name', 'reason'].map((field) => ({
    path: '/v1/dead-letters/replay',
    body: { [field]: `${FOREIGN} x` },
  }));
  const channels = (suffix: string) => CHANNELS.map((name) => ({ path: `/v1/channels/${name}${suffix}` }));
  const alert = { name: 'own disk', id: '9' };

  const robots = (path: string) => [
    { path: `${path}${token}`, body: { msgtype: 'text', text: { content: 'own disk' } } },
  ];

  return {
    sendDingtalk: robots('/robot/send?access_token='),
    sendWecom: robots('/cgi-bin/webhook/send?key='),
    uploadToWecom: robots('/cgi-bin/webhook/upload_media?key='),
    listChannels: [{ path: '/v1/channels' }],
    createChannel: [{ path: '/v1/channels', body: {} }],
    testChannelDraft: [{ path: '/v1/channels/test', body: { name: 'foreign-1', type: 'dingtalk' } }],
    getChannel: channels(''),
    replaceChannel: channels('').map(({ path }) => ({ path, body: {} })),
    deleteChannel: channels(''),
    testChannel: channels('/test'),
    getPushSettings: [{ path: '/v1/push-settings' }],
    replacePushSettings: [{ path: '/v1/push-settings', body: { defaultChannel: 'own-1' } }],
    explainPushSettings: [{ path: '/v1/push-settings/explain', body: { name: 'own disk' } }],
    getInhibitions: [{ path: '/v1/inhibitions' }],
    replaceInhibitions: [{ path: '/v1/inhibitions', body: { rules: [] } }],
    listTemplates: [{ path: '/v1/templates' }],
    preview: [
      { path: '/v1/preview', body: { type: 'wecom' } },
      ...ids(alerts).flatMap((alertId) => [
        { path: '/v1/preview', body: { type: 'wecom', alertId } },
        ...SOURCES.map((source) => ({ path: '/v1/preview', body: { type: 'wecom', alertId, source } })),
      ]),
    ],
    listDeliveries: [...lists('/v1/deliveries'), { path: `/v1/deliveries?text=${FOREIGN}` }],
    countDeliveries: lists('/v1/deliveries/counts'),
    getDelivery: ids(deliveries).map((id) => ({ path: `/v1/deliveries/${id}` })),
    listAlerts: [...lists('/v1/alerts'), ...ofMessages.map((id) => ({ path: `/v1/alerts?delivery=${id}` }))],
    getAlert: ids(alerts).flatMap((id) => [
      { path: `/v1/alerts/${id}` },
      ...SOURCES.map((source) => ({ path: `/v1/alerts/${id}?source=${source}` })),
    ]),
    listDeadLetters: lists('/v1/dead-letters'),
    replayDeadLetter: ids(dead).map((id) => ({ path: `/v1/dead-letters/${id}/replay` })),
    replayDeadLetters: [
      ...fields,
      ...CHANNELS.map((channel) => ({ path: '/v1/dead-letters/replay', body: { channel } })),
      { path: '/v1/dead-letters/replay', body: { since: 1 } },
    ],
    listRobots: [{ path: '/v1/robots' }],
    listSilences: [{ path: '/v1/silences' }],
    createSilence: [{ path: '/v1/silences', body: { matchers: ['name=~.+'], duration: '1h' } }],
    getSilence: [{ path: '/v1/silences/0mx2enmoz-fq67s10epz54' }],
    endSilence: [{ path: '/v1/silences/0mx2enmoz-fq67s10epz54' }],
    getWatchdogs: [{ path: '/v1/watchdogs' }],
    replaceWatchdogs: [{ path: '/v1/watchdogs', body: {} }],
    listWatchedSources: [{ path: '/v1/watchdogs/sources' }],
    listTokens: [{ path: '/v1/tokens' }],
    createToken: [{ path: '/v1/tokens', body: { name: 'free', scopes: ['read'] } }],
    rotateToken: [{ path: '/v1/tokens/8c6976e5b5410415/rotate', body: {} }],
    revokeToken: [{ path: '/v1/tokens/8c6976e5b5410415' }],
    listAudit: [{ path: '/v1/audit' }],
    health: [{ path: '/healthz' }],
    openapi: [{ path: '/v1/openapi.json' }],
    // Last, for an alert may say of itself what it likes.
    postAlerts: [
      { path: '/v1/alerts', body: alert },
      ...CHANNELS.map((name) => ({ path: `/v1/alerts?channel=${name}`, body: alert })),
      ...SOURCES.map((name) => ({ path: `/v1/alerts?source=${name}`, body: alert })),
      ...SOURCES.map((source) => ({ path: '/v1/alerts', body: { ...alert, source } })),
    ],
    postHeartbeat: SOURCES.map((name) => ({ path: `/v1/heartbeats/${name}`, body: {} })),
    postAlertsOfSource: [{ path: '/v1/alerts/ocp?channel=foreign-1,own-1', body: { any: 'thing' } }],
    postAlertsOfDingtalkTarget: CHANNELS.map((name) => ({ path: `/dingtalk/${name}/send`, body: { any: 'thing' } })),
    postAlertsOfPrometheusAlert: [
      { path: '/prometheusalert?type=dd', body: { any: 'thing' } },
      { path: '/prometheusalert?type=dd&channel=foreign-1,own-1', body: { any: 'thing' } },
    ],
  };
}

/** Everything the table has of others: their alerts, deliveries, channels, lanes, and all tokens. */
async function itemsOfOthers({ relay }: World): Promise<readonly string[]> {
  const { Items = [] } = await relay.table.client.send(new ScanCommand({ TableName: relay.table.tableName }));
  const own = new Set(['own-1', 'own-2']);
  const lanes = (await relay.ports.channels())
    .filter(({ name }) => !own.has(name))
    .map(({ robots }) => robots[0].webhookId);

  return Items.filter(({ pk, sk }) => {
    const [key = '', sort = ''] = [pk?.S, sk?.S];
    return key === 'T' || `${key} ${sort}`.includes(FOREIGN) || lanes.some((lane) => key === `R#${lane}`);
  })
    .map((item) => JSON.stringify(item))
    .toSorted();
}

function sumOfNumbers(rows: readonly object[]): number {
  const numbers = rows.flatMap((row) => Object.values(row)).filter((value) => typeof value === 'number');
  return numbers.reduce((sum, value) => sum + value, 0);
}

/** Of what a caller is not bound to he may know the names. */
function withoutNames(text: string, bound: Bounds): string {
  const channelsKnown = bound.channels === undefined ? text.replaceAll(/foreign-[12]/g, '') : text;
  return bound.sources === undefined ? channelsKnown.replaceAll('foreign-c', '') : channelsKnown;
}

/** What he asked for himself may be in the answer: only a refused ingest says it again. */
function mayBeEchoed(operation: string, { status }: Answered): boolean {
  return (
    ROUTES.postAlerts.app === Object.entries<Route>(ROUTES).find(([name]) => name === operation)?.[1].app &&
    status === 403
  );
}

test('a bound caller sees exactly what is within his bounds, and nothing he does touches anything else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sent, { minLength: 1, maxLength: 12 }),
      bounds,
      fc.integer({ min: 1, max: 4 }),
      async (alerts, bound, refusing) => {
        const { api, token } = await worldOf(alerts, bound, refusing);
        for (const path of ['/v1/alerts', '/v1/dead-letters', '/v1/deliveries', '/v1/robots']) {
          const within = (await listOf(api, path)).filter((row) => isWithin(bound, row));
          expect(await listOf(api, path, token), path).toEqual(within);
        }
        const deliveries = await listOf(api, '/v1/deliveries', token);
        const counts: readonly object[] = await listOf(api, '/v1/deliveries/counts', token);
        expect(sumOfNumbers(counts.map(({ alerts: _, ...outcomes }: { alerts?: number }) => outcomes))).toBe(
          deliveries.length,
        );

        const asked = await everything(api, token);
        const rowsOutside = async () => (await listOf(api, '/v1/alerts')).filter((row) => !isWithin(bound, row));
        const before = bound.channels === undefined ? [] : await itemsOfOthers(api);
        const outside = await rowsOutside();
        for (const [operation, requests] of Object.entries(asked)) {
          const route = Object.entries<Route>(ROUTES).find(([name]) => name === operation)?.[1];
          for (const { path, body } of requests) {
            const answer = await api.call(route?.method ?? '', path, body, token);
            expect(answer.status, `${operation} ${path} ${answer.text}`).toBeLessThan(500);
            if (route?.scope === 'admin') expect(answer.status).toBe(403);
            const text = withoutNames(answer.text, bound);
            if (!mayBeEchoed(operation, answer)) expect(text, `${operation} ${path}`).not.toContain(FOREIGN);
          }
        }
        expect(bound.channels === undefined ? [] : await itemsOfOthers(api)).toEqual(before);
        expect(await rowsOutside()).toEqual(outside);
      },
    ),
    { numRuns: 10 },
  );
});
