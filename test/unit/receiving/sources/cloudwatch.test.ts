import { describe, expect, it } from 'vitest';
import type { ParsedAlert } from '#shared/alert/alert.ts';
import { cloudwatch } from '#shared/receiving/sources/cloudwatch/cloudwatch.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const ARN = 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:cpu';

function read(value: unknown): ParsedAlert {
  const result = cloudwatch.parse(JSON.stringify(value), NOW);
  const alert = result.kind === 'parsed' ? result.alerts[0] : undefined;
  if (alert === undefined) throw new Error('no alert');
  return alert;
}

function alarm(value: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '111122223333',
    region: 'us-east-1',
    resources: [ARN],
    detail: {
      alarmName: 'cpu',
      state: { value, reason: 'because', timestamp: '2026-11-21T01:30:00.000+0000' },
      previousState: { value: 'OK', reason: 'fine', timestamp: '2026-11-21T01:00:00.000+0000' },
      ...more,
    },
  };
}

function message(NewStateValue: string, more: Readonly<Record<string, unknown>> = {}) {
  return { AlarmName: 'cpu', AlarmArn: ARN, AWSAccountId: '111122223333', NewStateValue, OldStateValue: 'OK', ...more };
}

describe('an alarm', () => {
  it('is the same over EventBridge and SNS, firing and over, whatever else differs', () => {
    const ways = [
      alarm('ALARM'),
      alarm('OK', { configuration: { description: 'other words' } }),
      message('ALARM', { NewStateReason: 'other reason' }),
      message('OK', { StateChangeTime: '2026-11-21T03:00:00.000+0000' }),
    ].map(read);

    expect(ways.map(({ id }) => id)).toEqual([ARN, ARN, ARN, ARN]);
    expect(ways.map(({ status }) => status)).toEqual(['firing', 'resolved', 'firing', 'resolved']);
  });

  it.each([
    ['', 'critical'],
    ['CPU is high', 'critical'],
    ['severity=warning CPU is high', 'warning'],
    ['level: P1', 'down'],
    ['Severity = "low"', 'caution'],
    ['severity=whatever', 'critical'],
  ])('described as "%s" is %s', (description, level) => {
    expect(read(alarm('ALARM', { configuration: { description } })).level).toBe(level);
    expect(read(message('ALARM', { AlarmDescription: description })).level).toBe(level);
  });

  it('whose data is missing goes on firing in the same episode', () => {
    const firing = read(alarm('ALARM'));
    const state = { value: 'ALARM', timestamp: '2026-11-21T01:30:00.000+0000' };
    const unknown = read(alarm('INSUFFICIENT_DATA', { previousState: state }));

    expect(unknown).toMatchObject({ status: 'firing', level: 'critical', activeAt: firing.activeAt });
  });

  it('whose data is missing while it was well is a caution', () => {
    expect(read(alarm('INSUFFICIENT_DATA'))).toMatchObject({ status: 'firing', level: 'caution' });
  });

  it.each([
    [{ state: { value: 'ALARM', actionsSuppressedBy: 'Alarm' } }, 'inhibited'],
    [{ muteDetail: { mutedByArn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm-mute-rule:x' } }, 'silenced'],
    [{ state: { value: 'OK', actionsSuppressedBy: 'Alarm' } }, undefined],
  ])('with %j is masked as %s', (more, masked) => {
    expect(read(alarm('ALARM', more)).masked).toBe(masked);
  });

  it.each([
    ['aws', 'us-east-1', 'https://us-east-1.console.aws.amazon.com/'],
    ['aws-cn', 'cn-northwest-1', 'https://cn-northwest-1.console.amazonaws.cn/'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  ])('of %s links to the console of its partition', (partition, region, start) => {
    const link = read(
      message('ALARM', { AlarmArn: `arn:${partition}:cloudwatch:${region}:111122223333:alarm:cpu` }),
    ).url;

    expect(link).toBe(`${start}cloudwatch/home?region=${region}#alarmsV2:alarm/cpu`);
  });

  it.each(['aws-nowhere', 'aws'])('of %s and a region that is none has no link', (partition) => {
    const arn = `arn:${partition}:cloudwatch:${partition === 'aws' ? 'evil.example' : 'us-east-1'}:111122223333:alarm:cpu`;

    expect(read(message('ALARM', { AlarmArn: arn })).url).toBeUndefined();
  });
});

describe('what is not quite an alarm', () => {
  it.each([
    ['a state nobody knows', alarm('ON_FIRE')],
    ['no name', alarm('ALARM', { alarmName: 7 })],
    ['a Health event without its ARN', { ...alarm('x'), source: 'aws.health', detail: { eventTypeCode: 'X' } }],
    ['a finding without an id', { ...alarm('x'), source: 'aws.guardduty', 'detail-type': 'GuardDuty Finding' }],
  ])('for %s arrives as an event with its detail as text', (_, event) => {
    const read1 = read({ ...event, id: 'event-1' });

    expect(read1).toMatchObject({ id: 'event-1', source: 'eventbridge' });
    expect(JSON.parse(read1.description)).toEqual(event.detail);
  });
});

it.each([
  [9.5, 'critical'],
  [7, 'critical'],
  [6.9, 'warning'],
  [4, 'warning'],
  [3.9, 'caution'],
  ['high', 'warning'],
])('a finding of severity %s is %s', (severity, level) => {
  const detail = { id: 'f', severity };

  expect(read({ 'detail-type': 'GuardDuty Finding', source: 'aws.guardduty', detail }).level).toBe(level);
});

it.each([
  ['issue', 'critical'],
  ['investigation', 'warning'],
  ['scheduledChange', 'warning'],
  ['accountNotification', 'caution'],
  ['another', 'warning'],
])('a Health event of the category %s is %s', (eventTypeCategory, level) => {
  const detail = { eventArn: 'arn:aws:health:us-east-1::event/X', eventTypeCode: 'X', eventTypeCategory };

  expect(read({ 'detail-type': 'AWS Health Event', source: 'aws.health', detail }).level).toBe(level);
});

it('a Health event is another one in another account or region', () => {
  const detail = { eventArn: 'arn:aws:health:us-east-1::event/X', eventTypeCode: 'X', eventRegion: 'us-east-1' };
  const event = { 'detail-type': 'AWS Health Event', source: 'aws.health', account: '111122223333', detail };
  const ids = [
    event,
    { ...event, account: '444455556666' },
    { ...event, detail: { ...detail, eventRegion: 'eu-west-1' } },
    { ...event, detail: { ...detail, statusCode: 'closed', page: '2' } },
  ].map((one) => read(one).id);

  expect(new Set(ids).size).toBe(3);
  expect(ids[3]).toBe(ids[0]);
});
