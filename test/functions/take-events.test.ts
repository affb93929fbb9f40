import { describe, expect, test } from 'vitest';
import { parseInvocation } from '#functions/receive/invocation.ts';
import {
  CanaryNotSentError,
  EventNotStoredError,
  sendCanary,
  takeDirect,
  takeRecords,
} from '#functions/receive/take-events.ts';
import type { SourceMapping } from '#shared/receiving/mapping/source-mapping.ts';
import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import { receiveDeps } from './fakes.ts';
import { httpEvent } from './http-event.ts';

const ALARM = {
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  resources: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:cpu'],
  detail: { alarmName: 'cpu', state: { value: 'ALARM' } },
};
const SNS = {
  Type: 'Notification',
  TopicArn: 'arn:aws:sns:us-east-1:111122223333:alarms',
  Message: JSON.stringify(ALARM),
};

const MAPPED: SourceMapping = {
  name: 'prod',
  match: { source: ['aws.cloudwatch'] },
  channels: ['dba', 'gone'],
  alert: {},
  levels: {},
  statuses: {},
  defaults: { level: 'down' },
};

describe('who calls is told by the shape', () => {
  test('of an HTTP API', () => {
    expect(parseInvocation(httpEvent('POST', '/v1/alerts')).kind).toBe('http');
  });

  test('of a batch of the queue', () => {
    const Records = ['1', '2'].map((messageId) => ({ messageId, eventSource: 'aws:sqs', body: messageId }));

    expect(parseInvocation({ Records })).toEqual({
      kind: 'queue',
      records: [
        { id: '1', body: '1' },
        { id: '2', body: '2' },
      ],
    });
  });

  test('of SNS, EventBridge and the heartbeat', () => {
    expect(parseInvocation({ Records: [{ EventSource: 'aws:sns', Sns: SNS }] })).toEqual({
      kind: 'direct',
      bodies: [JSON.stringify(SNS)],
    });
    expect(parseInvocation(ALARM)).toEqual({ kind: 'direct', bodies: [JSON.stringify(ALARM)] });
    expect(parseInvocation({ canary: { channel: 'dba' } })).toEqual({ kind: 'canary', channel: 'dba' });
  });

  test.each([undefined, null, 7, 'text', [], {}, { Records: [] }, { Records: [7] }, { canary: 7 }])(
    'and %j is an event whatever it is',
    (event) => {
      expect(parseInvocation(event).kind).toBe('direct');
    },
  );
});

describe('a batch of events', () => {
  const records = ['a', 'b', 'c'].map((id) => ({ id, body: JSON.stringify({ ...ALARM, resources: [], id }) }));

  test('is stored event by event, under the name of what AWS sends', async () => {
    const { deps, batches, telemetry } = receiveDeps();

    expect(await takeRecords(records, deps)).toEqual([]);
    expect(batches.map(({ source, channels }) => [source, channels])).toEqual([
      ['cloudwatch', undefined],
      ['cloudwatch', undefined],
      ['cloudwatch', undefined],
    ]);
    expect(telemetry.counts).toHaveLength(3);
  });

  test('answers which events are to come again, and only those', async () => {
    const { deps } = receiveDeps({
      receive: async ({ alerts }) =>
        alerts[0]?.description === 'b' ? { kind: 'not-stored' } : { kind: 'accepted', accepted: 1, alerts: [] },
    });
    const bodies = records.map((record) => ({ ...record, body: record.id }));

    expect(await takeRecords(bodies, deps)).toEqual(['b']);
  });

  test.each([
    ['storing throws', { receive: () => Promise.reject(new Error('x')) }],
    [
      'storing throws at once',
      {
        receive: () => {
          throw new Error('x');
        },
      },
    ],
    ['no channel takes it', { receive: async () => ({ kind: 'no-channel' as const }) }],
    ['mappings can not be read', { mappings: { list: () => Promise.reject(new Error('x')) } }],
  ])('comes again while %s', async (_, overrides) => {
    const { deps, telemetry } = receiveDeps(overrides);

    expect(await takeRecords(records, deps)).toEqual(['a', 'b', 'c']);
    expect(telemetry.lines.length).toBeGreaterThan(0);
  });

  test('with a record nobody can read becomes an alert with its text, and does not come again', async () => {
    const { deps, batches } = receiveDeps();

    expect(await takeRecords([{ id: 'a', body: '\u0000{{' }], deps)).toEqual([]);
    expect(batches).toMatchObject([{ alerts: [{ description: '{{', labels: { unreadable: 'true' } }] }]);
  });
});

describe('a mapping', () => {
  const withMapping = (receive?: (batch: Batch) => Promise<ReceiveResult>) =>
    receiveDeps({ mappings: { list: async () => [MAPPED] }, ...(receive === undefined ? {} : { receive }) });

  test('names the sender and the channels of its events', async () => {
    const { deps, batches } = withMapping();
    await takeRecords([{ id: 'a', body: JSON.stringify(SNS) }], deps);

    expect(batches).toMatchObject([{ source: 'prod', channels: ['dba', 'gone'], alerts: [{ level: 'down' }] }]);
  });

  test.each([
    [['gone'], ['dba']],
    [['dba', 'gone'], undefined],
  ])('whose channels %j are gone sends to the rest, or to all', async (names, left) => {
    const asked: (readonly string[] | undefined)[] = [];
    const { deps, telemetry } = withMapping(async ({ channels }) => {
      asked.push(channels);
      return channels?.some((name) => names.includes(name))
        ? { kind: 'unknown-channel', names }
        : { kind: 'accepted', accepted: 1, alerts: [] };
    });

    expect(await takeRecords([{ id: 'a', body: JSON.stringify(ALARM) }], deps)).toEqual([]);
    expect(asked).toEqual([['dba', 'gone'], left]);
    expect(telemetry.lines).toMatchObject([{ level: 'warn', fields: { source: 'prod', channels: names } }]);
  });

  test('of more alerts than one request may bring is stored in halves', async () => {
    const sizes: number[] = [];
    const many: SourceMapping = { ...MAPPED, match: { source: ['x'] }, many: 'detail.items', alert: { name: 'item' } };
    const { deps } = receiveDeps({
      mappings: { list: async () => [many] },
      receive: async ({ alerts }) => {
        if (alerts.length > 2) return { kind: 'too-many', pairs: alerts.length, limit: 2 };
        sizes.push(alerts.length);
        return { kind: 'accepted', accepted: alerts.length, alerts: [] };
      },
    });
    const body = JSON.stringify({ source: 'x', detail: { items: ['a', 'b', 'c', 'd', 'e'] } });

    expect(await takeRecords([{ id: '1', body }], deps)).toEqual([]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(5);
  });
});

describe('a call by EventBridge or SNS itself', () => {
  test('is stored', async () => {
    const { deps, batches } = receiveDeps();
    await takeDirect([JSON.stringify(ALARM)], deps);

    expect(batches).toMatchObject([{ alerts: [{ id: ALARM.resources[0] }] }]);
  });

  test('fails when it is not, so that Lambda calls again', async () => {
    const { deps } = receiveDeps({ receive: async () => ({ kind: 'not-stored' }) });

    await expect(takeDirect(['x'], deps)).rejects.toThrow(EventNotStoredError);
  });
});

describe('the heartbeat', () => {
  test('goes to its channel', async () => {
    const { deps, batches } = receiveDeps();
    await sendCanary('dba', deps);

    expect(batches).toMatchObject([{ channels: ['dba'], alerts: [{ level: 'info' }] }]);
  });

  test('fails when it is not stored', async () => {
    const { deps } = receiveDeps({ receive: async () => ({ kind: 'no-channel' }) });

    await expect(sendCanary('dba', deps)).rejects.toThrow(CanaryNotSentError);
  });
});
