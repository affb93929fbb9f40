import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it, test } from 'vitest';
import { ALARM_NAMES } from '#cdk/constructs/alarm-names.ts';
import { METRICS } from '#shared/config/metric-names.ts';
import { type Resource, resourceOf, resourcesOf, synthRelay } from './synth-relay.ts';

const relay = synthRelay();
const full = synthRelay({
  channelsFile: 'test/aws/scenes/tocsin.yaml',
  canary: { channel: 'dba' },
  events: { cloudWatchAlarms: true },
  tracing: true,
  logLevel: 'warn',
});

interface AlarmProperties {
  readonly AlarmName?: string;
  readonly AlarmDescription: string;
  readonly Threshold: number;
  readonly TreatMissingData: string;
  readonly MetricName?: string;
  readonly Namespace?: string;
  readonly Dimensions?: readonly { readonly Name: string }[];
  readonly AlarmActions: readonly unknown[];
  readonly OKActions?: readonly unknown[];
}

function alarmsOf(template: ReturnType<typeof synthRelay>): ReadonlyMap<string, AlarmProperties> {
  const prefix = 'RelayMonitoringAlarms';
  const all = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(
    ([id, { Properties }]) => [id.slice(prefix.length, -8), Properties as unknown as AlarmProperties] as const,
  );

  return new Map(all);
}

describe('the alarms', () => {
  const alarms = alarmsOf(full);

  it('are all there', () => {
    expect([...alarms.keys()].sort()).toEqual([...ALARM_NAMES].sort());
  });

  it('have none among them for what the relay does not have', () => {
    const missing = ALARM_NAMES.filter((name) => !alarmsOf(relay).has(name));

    expect(missing).toEqual(['eventDeadLetters', 'eventsWaiting', 'canaryMissing', 'ocpNotPolled']);
    expect(resourcesOf(relay, 'AWS::Events::Rule')).toHaveLength(1);
  });

  test.each([...alarms])('%s says how soon to look, what is the matter and where it is explained', (name, alarm) => {
    expect(alarm.AlarmDescription).toMatch(/^\[(?:high|medium|low)\] [A-Z0-9].+\. docs\/runbook\.md#\w+$/);
    expect(alarm.AlarmDescription).toMatch(new RegExp(`#${name.toLowerCase()}$`));
    expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1_024);
    expect(alarm.AlarmName).toBeUndefined();
  });

  test.each([...alarms])('%s goes to the operators, whose topic lets it in', (_, alarm) => {
    expect(alarm.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^RelayOperatorTopic/) }]);
    full.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }),
          }),
        ]),
      },
    });
  });

  it('about the relay’s own figures ask for those that its code emits, of the function that does', () => {
    const own = [...alarms.values()].filter(({ Namespace }) => Namespace === 'Tocsin');

    expect(own.length).toBeGreaterThan(7);
    for (const { MetricName, Dimensions } of own) {
      expect(Object.keys(METRICS)).toContain(MetricName);
      expect(Dimensions).toEqual([{ Name: 'service', Value: { Ref: expect.stringMatching(/^RelayDispatch/) } }]);
    }
  });

  test.each([
    ['oldestWaiting', 'ignore'],
    ['sweepMissing', 'breaching'],
    ['canaryMissing', 'breaching'],
    ['dead', 'notBreaching'],
    ['wakeUpDeadLetters', 'ignore'],
    ['eventDeadLetters', 'ignore'],
    ['eventsWaiting', 'notBreaching'],
    ['receive5xx', 'notBreaching'],
    ['ocpNotPolled', 'breaching'],
  ])('%s takes a missing figure for %s', (name, missing) => {
    expect(alarms.get(name)?.TreatMissingData).toBe(missing);
  });

  it('tell their end where there is one', () => {
    expect(alarms.get('sweepMissing')?.OKActions).toHaveLength(1);
    expect(alarms.get('dead')?.OKActions).toBeUndefined();
  });

  it('says that the topic does not take what operators are told, though SQS forgets the age of what is refused', () => {
    const { Metrics, EvaluationPeriods } = resourceOf(
      full,
      'AWS::CloudWatch::Alarm',
      'RelayMonitoringAlarmsoperatorQueue',
    ).Properties;

    expect(EvaluationPeriods).toBe(3);
    expect(JSON.stringify(Metrics)).toContain('"ApproximateNumberOfMessagesVisible"');
    expect(JSON.stringify(Metrics)).toContain('"ApproximateNumberOfMessagesNotVisible"');
  });

  it('rings for a sender that is told to come again as a robot would tell it, which is HTTP 200 to the API', () => {
    const { Metrics } = resourceOf(full, 'AWS::CloudWatch::Alarm', 'RelayMonitoringAlarmsreceive5xx').Properties;

    expect(JSON.stringify(Metrics)).toContain('"5xx"');
    expect(JSON.stringify(Metrics)).toContain('"robotMessageNotStored"');
  });

  test.each([
    // shared/delivery/next-step.ts: a robot without quota is tried after 72 minutes at the latest, another after six.
    ['misconfigured', 4_500],
    // A mute of DingTalk lasts ten minutes.
    ['throttled', 900],
  ])('%s rings on from one try of a robot to the next', (name, seconds) => {
    expect(alarms.get(name)).toMatchObject({ Period: seconds, EvaluationPeriods: 1 });
  });

  it('cost at most 2.40 USD a month with all of them on', () => {
    const metrics = [...alarms.values()].map((alarm) => {
      const { Metrics = [] } = alarm as { readonly Metrics?: readonly { readonly MetricStat?: unknown }[] };
      return Math.max(1, Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length);
    });

    expect(metrics.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(24);
  });
});

describe('the settings of the alarms', () => {
  it('leave one out, move a threshold or a severity', () => {
    const alarms = alarmsOf(
      synthRelay({ alarms: { throttled: false, oldestWaiting: { threshold: 300 }, quota70: { severity: 'high' } } }),
    );

    expect(alarms.has('throttled')).toBe(false);
    expect(alarms.get('oldestWaiting')?.Threshold).toBe(300);
    expect(alarms.get('quota70')?.AlarmDescription).toMatch(/^\[high\]/);
  });

  it('point to a runbook of your own', () => {
    const alarms = alarmsOf(synthRelay({ runbookUrl: 'https://wiki.example.com/tocsin' }));

    expect(alarms.get('dead')?.AlarmDescription).toMatch(/ https:\/\/wiki\.example\.com\/tocsin#dead$/);
  });

  const misspelt: object = { oldestWating: { threshold: 300 } };
  test.each([
    [{ alarms: misspelt }, 'there is no alarm oldestWating'],
    [{ alarms: { dead: { threshold: 0 } } }, 'alarms.dead.threshold must be above 0'],
    [{ runbookUrl: 'https://wiki.example.com/#x' }, 'runbookUrl must not have a #'],
    [{ canary: { channel: ' ' } }, 'canary.channel must be'],
    [{ canary: { channel: 'dba', every: Duration.minutes(1) } }, 'canary.every must be'],
    [{ canary: { channel: 'dba', missed: 1 } }, 'canary.missed must be'],
    [{ canary: { channel: 'dba', every: Duration.hours(12), missed: 3 } }, 'canary.missed must be'],
  ])('fail at synth when they are wrong: %j', (props, problem) => {
    expect(() => synthRelay(props)).toThrow(problem);
  });
});

describe('the canary', () => {
  it('asks receive for an alert at its times', () => {
    full.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
      Targets: [Match.objectLike({ Input: '{"canary":{"channel":"dba"}}' })],
    });
  });

  it('is missed after two periods', () => {
    full.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'canary',
      Period: 3_600,
      EvaluationPeriods: 2,
      ComparisonOperator: 'LessThanThreshold',
    });
  });
});

describe('the dashboard', () => {
  it('is there unless it is left out, and stays within what is free', () => {
    const body = JSON.stringify(resourceOf(full, 'AWS::CloudWatch::Dashboard', 'RelayMonitoring').Properties);

    const metrics = body.match(/\\"label\\":/g)?.length ?? 0;

    expect(metrics).toBeGreaterThan(20);
    expect(metrics).toBeLessThanOrEqual(50);
    expect(resourcesOf(synthRelay({ dashboard: false }), 'AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});

describe('what the runbook looks up by name', () => {
  const text = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
  const named = [
    ...[...text.matchAll(/\bid (AWS::\w+::\w+) (Relay\w+)/g)].map(
      ([, type = '', prefix = '']) => [type, prefix] as const,
    ),
    ...[...text.matchAll(/\blogs (Receive|Admin|Dispatch|OcpPollingPoll)\b/g)].map(
      ([, name = '']) => ['AWS::Logs::LogGroup', `Relay${name}Log`] as const,
    ),
    ...[...text.matchAll(/\b(?:queue|arn) (Relay\w+)/g)].map(([, prefix = '']) => ['AWS::SQS::Queue', prefix] as const),
  ];

  test.each([...new Map(named.map((each) => [each.join(' '), each])).values()])(
    '%s %s… is one resource',
    (type, prefix) => {
      expect(resourceOf(full, type, prefix).Type).toBe(type);
    },
  );
});

describe('tracing and the level of logs', () => {
  const settingsOf = (template: ReturnType<typeof synthRelay>, id: string): Resource['Properties'] =>
    resourceOf(template, 'AWS::Lambda::Function', id).Properties;

  test.each(['RelayReceive', 'RelayAdmin', 'RelayDispatch'])('of %s are set when asked for', (id) => {
    expect(settingsOf(relay, id)).not.toHaveProperty('TracingConfig');
    expect(settingsOf(full, id)).toMatchObject({
      TracingConfig: { Mode: 'Active' },
      Environment: { Variables: { POWERTOOLS_LOG_LEVEL: 'WARN' } },
    });
  });
});
