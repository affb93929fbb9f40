import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { AlertRelay } from '#cdk/constructs/alert-relay.ts';
import { eventPatterns } from '#cdk/constructs/event-patterns.ts';
import type { RelayEvents } from '#cdk/constructs/event-sources-props.ts';
import { resourcesOf, synthRelay } from './synth-relay.ts';

function relayWith(eventsOf: (stack: Stack) => RelayEvents): Template {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
  new AlertRelay(stack, 'Relay', { events: eventsOf(stack) });
  return Template.fromStack(stack);
}

const isOfEvents = ([id]: readonly [string, unknown]) => id.startsWith('RelayEvents');

describe('events of AWS', () => {
  it('cost nothing while none are asked for', () => {
    expect(resourcesOf(synthRelay()).filter(isOfEvents)).toEqual([]);
  });

  const all = relayWith(() => ({ cloudWatchAlarms: true, health: true, guardDuty: true }));

  it('wait in a queue for up to 14 days and go to another after five receipts', () => {
    all.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      VisibilityTimeout: 174,
      RedrivePolicy: { maxReceiveCount: 20 },
    });
    all.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^RelayEventsQueue'), 'Arn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('^RelayReceive') },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  it('are brought by a rule each, which retries and keeps what it gives up', () => {
    const rules = resourcesOf(all, 'AWS::Events::Rule').filter(isOfEvents);

    expect(rules).toHaveLength(4);
    for (const [, { Properties }] of rules) {
      expect(Properties['Targets']).toMatchObject([
        { RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 }, DeadLetterConfig: {} },
      ]);
    }
  });

  it('of alarms are those of ALARM and OK unless missing data is asked for too', () => {
    const states = (events: RelayEvents) => eventPatterns(events, [])[0]?.pattern.detail?.['state'];

    expect(states({ cloudWatchAlarms: true })).toEqual({ value: ['ALARM', 'OK'] });
    expect(states({ cloudWatchAlarms: true, insufficientData: true })).toEqual({
      value: ['ALARM', 'OK', 'INSUFFICIENT_DATA'],
    });
  });

  it('may be put into the queues by these rules and nobody else', () => {
    const policies = resourcesOf(all, 'AWS::SQS::QueuePolicy').filter(isOfEvents);

    expect(policies).toHaveLength(2);
    for (const [, { Properties }] of policies) {
      const { Statement } = Properties['PolicyDocument'] as { Statement: readonly Record<string, unknown>[] };
      const allowed = Statement.filter(({ Effect }) => Effect === 'Allow');
      expect(allowed).toMatchObject([{ Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } }]);
      const { Condition } = allowed[0] as { Condition: { ArnEquals: Record<string, readonly unknown[]> } };
      expect(Condition.ArnEquals['aws:SourceArn']).toHaveLength(4);
    }
  });

  it('name no partition', () => {
    expect(JSON.stringify(all.toJSON())).not.toMatch(/arn:aws:/);
  });
});

describe('the pattern of a source', () => {
  it('becomes a rule as it stands in the file', () => {
    const match = {
      source: ['com.example.orders'],
      'detail-type': [{ prefix: 'Order ' }],
      detail: { amount: [{ numeric: ['>', 3] }] },
    };
    const [wanted] = eventPatterns({}, [{ name: 'orders', match }, { name: 'http-only' }]);

    expect(eventPatterns({}, [{ name: 'http-only' }])).toEqual([]);
    expect(wanted?.id).toBe('Source-orders');
    expect(wanted?.pattern).toEqual({ source: match.source, detailType: match['detail-type'], detail: match.detail });
  });
});

describe('topics of the account', () => {
  const template = relayWith((stack) => ({ topics: [new Topic(stack, 'Alarms')] }));

  it('are subscribed to with their envelope and a dead-letter queue', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'sqs',
      RawMessageDelivery: Match.absent(),
      RedrivePolicy: { deadLetterTargetArn: Match.anyValue() },
    });
    template.resourceCountIs('AWS::SQS::QueuePolicy', 2 + resourcesOf(synthRelay(), 'AWS::SQS::QueuePolicy').length);
  });
});

describe('a bus of one’s own', () => {
  const template = relayWith((stack) => ({
    cloudWatchAlarms: true,
    eventBus: EventBus.fromEventBusName(stack, 'Central', 'central'),
    allowedAccounts: ['111122223333'],
    allowedOrganization: 'o-abcdefghij',
  }));

  it('has the rules', () => {
    template.allResourcesProperties('AWS::Events::Rule', Match.anyValue());
    const rules = resourcesOf(template, 'AWS::Events::Rule').filter(isOfEvents);
    expect(rules.map(([, { Properties }]) => Properties['EventBusName'])).toEqual(['central', 'central']);
  });

  it('takes events of the accounts and the organization named', () => {
    template.hasResourceProperties('AWS::Events::EventBusPolicy', {
      EventBusName: 'central',
      Statement: Match.objectLike({
        Action: 'events:PutEvents',
        Principal: { AWS: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']] }] },
      }),
    });
    template.hasResourceProperties('AWS::Events::EventBusPolicy', {
      Statement: Match.objectLike({
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } },
      }),
    });
  });
});

describe('settings of events that do not fit', () => {
  it.each([
    [{ events: { allowedAccounts: ['123'] } }, 'twelve digits'],
    [{ events: { allowedOrganization: 'acme' } }, 'o-…'],
    [{ events: { insufficientData: true } }, 'cloudWatchAlarms'],
    [{ snsTopics: ['alarms'] }, 'snsTopics'],
  ])('%j fail at synth and say what to do', (props, words) => {
    expect(() => synthRelay(props)).toThrow(words);
  });

  it('are told to receiving when they do', () => {
    const topic = 'arn:aws:sns:us-east-1:111122223333:alarms-*';
    synthRelay({ snsTopics: [topic] }).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ TOCSIN_ALLOW_SNS_TOPICS: topic }) },
    });
  });
});
