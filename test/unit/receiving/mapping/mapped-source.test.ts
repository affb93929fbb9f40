import { describe, expect, it } from 'vitest';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';
import { mappedSource, mappingOfEvent } from '#shared/receiving/mapping/mapped-source.ts';
import type { SourceMapping } from '#shared/receiving/mapping/source-mapping.ts';
import { MAX_PAIRS } from '#shared/receiving/receive.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function mappings(yaml: string): readonly SourceMapping[] {
  const result = parseTocsinFile(`version: 1\nsources:\n${yaml}`, { allowEnv: false });
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.errors));
  return result.file.sources;
}

function read(yaml: string, body: unknown) {
  const [mapping] = mappings(yaml);
  if (mapping === undefined) throw new Error('no mapping');
  const result = mappedSource(mapping).parse(typeof body === 'string' ? body : JSON.stringify(body), NOW);
  return result.kind === 'parsed' ? result.alerts : [];
}

const SENSORS = `
  - name: sensors
    alert:
      id: event.id
      name: event.name
      level: event.severity
      status: event.value
      target: host.name
      summary: join(' ', [host.name, event.opdata])
      activeAt: event.clock
      url: link
      labels: event.tags
    levels: { Disaster: down, Average: warning }
    statuses: { "1": firing, "0": resolved }
`;

it.each([
  [{ code: 'E42', text: 'out of stock' }, 'E42 out of stock'],
  [{ code: 'E42' }, 'E42'],
])('a text of what is there is put together as docs/aws-sources.md says, of %j', (detail, summary) => {
  const yaml = '  - { name: orders, alert: { name: "\'x\'", summary: "join(\' \', [detail.code, detail.text][?@])" } }';

  expect(read(yaml, { detail })).toMatchObject([{ summary }]);
});

describe('a mapping over any JSON', () => {
  const body = {
    event: {
      id: 42,
      name: 'Disk full',
      severity: 'DISASTER',
      value: 1,
      opdata: '98 %',
      clock: 1795224600,
      tags: { team: 'dba', n: 1 },
    },
    host: { name: 'db-1' },
    link: 'https://sensors.example.test/42',
  };

  it('fills the fields of an alert', () => {
    expect(read(SENSORS, body)).toEqual([
      {
        id: '42',
        name: 'Disk full',
        level: 'down',
        status: 'firing',
        target: 'db-1',
        summary: 'db-1 98 %',
        description: JSON.stringify(body),
        activeAt: '2026-11-21T01:30:00.000Z',
        url: 'https://sensors.example.test/42',
        labels: { team: 'dba', n: '1' },
        group: 'sensors',
      },
    ]);
  });

  it('keeps the identity when it is over', () => {
    const [over] = read(SENSORS, { ...body, event: { ...body.event, value: 0, opdata: 'fine' } });

    expect(over).toMatchObject({ id: '42', status: 'resolved' });
  });

  it('that fails at a field tells which, and the raw text arrives', () => {
    const [alert] = read(SENSORS, {
      event: { id: 'x', severity: 'odd', clock: 'yesterday', name: 'n', value: 7 },
      host: { name: ['a'] },
    });

    expect(alert).toMatchObject({ id: 'x', name: 'n', level: 'warning', status: 'firing' });
    expect(alert?.description).toContain('fields not read): status, level, summary, activeAt\n');
    expect(alert?.description).toContain('"clock":"yesterday"');
  });

  it('that finds nothing gives each text an alert of its own', () => {
    const [a, b, again] = [{ a: 1 }, { b: 2 }, { a: 1 }].map((one) => read(SENSORS, one)[0]);

    expect(a).toMatchObject({ name: 'sensors', description: expect.stringMatching(/\{"a":1\}$/) });
    expect(a?.id).toBe(again?.id);
    expect(a?.id).not.toBe(b?.id);
  });

  it.each(['', 'no json', '7', 'null', '"text"'])('that can look into nothing takes %j as it is', (text) => {
    expect(read(SENSORS, text)).toMatchObject([{ name: 'sensors', labels: { unreadable: 'true' } }]);
  });
});

describe('a mapping of many alerts', () => {
  const yaml = `
  - name: scanner
    many: results[]
    alert:
      name: item.rule
      target: item.host
      description: item.text
      labels: { site: body.site }
    defaults: { level: caution, summary: found by the scanner }
`;

  it('gives one for each item, which sees the whole body too', () => {
    const body = {
      site: 'sz',
      results: [
        { rule: 'r1', host: 'h1', text: 't1' },
        { rule: 'r2', host: 'h2', text: 't2' },
      ],
    };

    expect(read(yaml, body)).toMatchObject([
      {
        name: 'r1',
        target: 'h1',
        description: 't1',
        level: 'caution',
        summary: 'found by the scanner',
        labels: { site: 'sz' },
      },
      { name: 'r2', target: 'h2', description: 't2' },
    ]);
  });

  it('reads no more of them than one request may bring, says so, and passes on that they are too many', () => {
    const startedMs = performance.now();
    const alerts = read(yaml, { results: Array.from({ length: 400_000 }, () => 0) });

    expect(alerts).toHaveLength(MAX_PAIRS + 1);
    expect(alerts.at(-1)).toMatchObject({ name: 'scanner', description: expect.stringContaining('many') });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it('takes the body as one alert when there is no list', () => {
    expect(read(yaml, { site: 'sz' })).toMatchObject([
      { name: 'scanner', description: expect.stringContaining('many') },
    ]);
    expect(read(yaml, { results: [] })).toEqual([]);
  });
});

describe('a mapping of events', () => {
  const event = {
    id: 'e-1',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '111122223333',
    region: 'us-east-1',
    resources: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:prod-cpu'],
    detail: {
      alarmName: 'prod-cpu',
      state: { value: 'ALARM', reason: 'r', timestamp: '2026-11-21T01:30:00.000+0000' },
    },
  };
  const yaml = `
  - name: staging
    match: { detail: { alarmName: [{ prefix: staging- }] } }
    defaults: { level: info }
  - name: production
    match: { source: [aws.cloudwatch], detail: { alarmName: [{ prefix: prod- }] } }
    channels: [dba]
    defaults: { level: down }
`;

  it('is the first whose pattern fits, in an envelope of SNS too', () => {
    const all = mappings(yaml);
    const envelope = {
      Type: 'Notification',
      TopicArn: 'arn:aws:sns:us-east-1:111122223333:t',
      Message: JSON.stringify(event),
    };

    expect(mappingOfEvent(JSON.stringify(event), all)).toMatchObject({ name: 'production', channels: ['dba'] });
    expect(mappingOfEvent(JSON.stringify(envelope), all)?.name).toBe('production');
    expect(mappingOfEvent('{"source":"x"}', all)).toBeUndefined();
    expect(mappingOfEvent('no json', all)).toBeUndefined();
  });

  it('changes what it names and leaves the rest as the source for AWS reads it', () => {
    const [, production] = mappings(yaml);
    const result = production && mappedSource(production).parse(JSON.stringify(event), NOW);

    expect(result).toMatchObject({
      kind: 'parsed',
      alerts: [{ id: event.resources[0], name: 'prod-cpu', level: 'down', activeAt: '2026-11-21T01:30:00.000+00:00' }],
    });
  });

  it('that names alerts anew drops the time of the single event', () => {
    const order = {
      ...event,
      source: 'com.example',
      'detail-type': 'Order',
      time: '2026-11-21T02:00:00Z',
      detail: { order: 7 },
    };
    const [alert] = read('  - { name: orders, alert: { id: detail.order } }\n', order);

    expect(alert?.id).toBe('7');
    expect(alert?.activeAt).toBeUndefined();
  });
});
