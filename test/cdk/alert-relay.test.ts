import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ROUTES } from '#functions/edge/routes.ts';
import { resourceOf, resourcesOf, synthRelay } from './synth-relay.ts';

const relay = synthRelay();

describe('the table', () => {
  it('has the sparse local index, which no later deployment could add', () => {
    relay.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'due', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['b', 'v', 'told', 'tl', 'since'] },
        },
      ],
      GlobalSecondaryIndexes: Match.absent(),
    });
  });

  it('is on demand, expires items by `exp` and can be restored to any second', () => {
    relay.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'exp', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('outlives the stack, with the alerts that are still to be told', () => {
    relay.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });
});

describe('the functions', () => {
  it.each(['RelayReceive', 'RelayAdmin', 'RelayDispatch'])('%s runs on Node 24 and arm64', (id) => {
    expect(resourceOf(relay, 'AWS::Lambda::Function', id).Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    });
  });

  it('are three', () => {
    relay.resourceCountIs('AWS::Lambda::Function', 3);
  });

  it('answer before the HTTP API gives up after 30 s', () => {
    for (const id of ['RelayReceive', 'RelayAdmin']) {
      expect(resourceOf(relay, 'AWS::Lambda::Function', id).Properties['Timeout']).toBeLessThan(30);
    }
  });

  it('have logs that expire, as that of requests does', () => {
    expect(resourcesOf(relay, 'AWS::Logs::LogGroup').length).toBeGreaterThanOrEqual(4);
    relay.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it.each([
    [
      'RelayReceive',
      [
        'TOCSIN_API_TOKENS_SECRET',
        'TOCSIN_DISPATCHER_URL',
        'TOCSIN_SECRET_PREFIX',
        'TOCSIN_TABLE_NAME',
        'TOCSIN_WAKE_UP_QUEUE_URL',
      ],
    ],
    [
      'RelayAdmin',
      ['TOCSIN_API_TOKENS_SECRET', 'TOCSIN_SECRET_PREFIX', 'TOCSIN_TABLE_NAME', 'TOCSIN_WAKE_UP_QUEUE_URL'],
    ],
    [
      'RelayDispatch',
      [
        'TOCSIN_OPERATOR_QUEUE_URL',
        'TOCSIN_PUBLIC_URL',
        'TOCSIN_SECRET_PREFIX',
        'TOCSIN_TABLE_NAME',
        'TOCSIN_WAKE_UP_QUEUE_URL',
      ],
    ],
  ])('%s is told %j', (id, names) => {
    const { Environment } = resourceOf(relay, 'AWS::Lambda::Function', id).Properties as {
      readonly Environment: { readonly Variables: object };
    };
    const ours = Object.keys(Environment.Variables).filter((name) => name.startsWith('TOCSIN_'));

    expect(ours.sort()).toEqual(names);
  });
});

describe('the wake-ups', () => {
  it('reach a limited number of dispatchers, and only the failed ones of a batch come again', () => {
    relay.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 10 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('stay hidden for six times as long as a dispatcher may work', () => {
    const { Timeout } = resourceOf(relay, 'AWS::Lambda::Function', 'RelayDispatch').Properties;
    const { VisibilityTimeout } = resourceOf(relay, 'AWS::SQS::Queue', 'RelayQueueWakeUps').Properties;

    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Number(Timeout));
  });

  it('end in a dead-letter queue, kept for two weeks, after three failures', () => {
    const [deadLetters] = resourcesOf(relay, 'AWS::SQS::Queue').filter(([id]) => id.startsWith('RelayQueueDead'));

    expect(deadLetters?.[1].Properties).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 3600 });
    expect(resourceOf(relay, 'AWS::SQS::Queue', 'RelayQueueWakeUps').Properties['RedrivePolicy']).toMatchObject({
      maxReceiveCount: 3,
      deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters?.[0], 'Arn'] },
    });
  });

  it('are made up for by a sweep every minute', () => {
    relay.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [Match.objectLike({ Input: '{"sweep":true}' })],
    });
  });

  it('are not followed by sweeps of yesterday: one that fails or is refused is not made again', () => {
    relay.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^RelayDispatch') },
      Qualifier: '$LATEST',
      MaximumEventAgeInSeconds: 60,
      MaximumRetryAttempts: 0,
    });
  });
});

describe('the HTTP API', () => {
  it('sends alerts to receive and everything else to admin', () => {
    const routes = resourcesOf(relay, 'AWS::ApiGatewayV2::Route').map(([, route]) => [
      shapeOf(String(route.Properties['RouteKey'])),
      integrationOf(route.Properties['Target']),
    ]);

    const ofReceive = Object.values(ROUTES).filter(({ app }) => app === 'receive');

    expect(Object.fromEntries(routes)).toEqual({
      $default: 'RelayAdmin',
      ...Object.fromEntries(ofReceive.map(({ method, path }) => [`${method} ${shapeOf(path)}`, 'RelayReceive'])),
    });
    expect(ofReceive.length).toBeGreaterThan(0);
  });

  /** Paths that differ only in the names of their parameters take the same requests. */
  function shapeOf(path: string): string {
    return path.replace(/\{\w+\}/g, '{}');
  }

  /** Which function the integration behind a route's target calls. */
  function integrationOf(target: unknown): string | undefined {
    const id = /RelayIngressApi\w+/.exec(JSON.stringify(target))?.[0] ?? '';
    const { IntegrationUri } = resourceOf(relay, 'AWS::ApiGatewayV2::Integration', id).Properties;
    return /Relay(?:Receive|Admin)/.exec(JSON.stringify(IntegrationUri))?.[0];
  }
});

describe('the way to operators', () => {
  it('leads from a queue that keeps what the topic does not take, as written, to the topic', () => {
    const [queue] = resourcesOf(relay, 'AWS::SQS::Queue').filter(([id]) => id.startsWith('RelayOperatorEvents'));

    expect(queue?.[1].Properties).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 3600 });
    relay.hasResourceProperties('AWS::Pipes::Pipe', {
      Source: { 'Fn::GetAtt': [queue?.[0], 'Arn'] },
      Target: { Ref: Match.stringLikeRegexp('^RelayOperatorTopic') },
      TargetParameters: { InputTemplate: '<$.body>' },
    });
    relay.resourceCountIs('AWS::SNS::Topic', 1);
  });

  it('is taken by no pipe of another account', () => {
    const { AssumeRolePolicyDocument } = resourceOf(relay, 'AWS::IAM::Role', 'RelayOperatorPipeRole').Properties;

    expect(AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }],
    });
  });
});

describe('the API tokens', () => {
  it('are made up at deployment, without a default that anyone could know', () => {
    relay.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: Match.objectLike({ PasswordLength: 43, ExcludePunctuation: true }),
      SecretString: Match.absent(),
    });
  });
});

describe('the settings', () => {
  it('keep concurrency for receive only when asked: a new account has none to spare', () => {
    relay.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.absent() });

    const reserved = synthRelay({ receiveReservedConcurrency: 50 });
    const concurrency = resourceOf(reserved, 'AWS::Lambda::Function', 'RelayReceive').Properties;
    expect(concurrency['ReservedConcurrentExecutions']).toBe(50);
  });

  it('set how many dispatchers work at once', () => {
    synthRelay({ dispatchMaxConcurrency: 4 }).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 4 },
    });
  });

  it('exempt webhook hosts on every function that looks at a webhook', () => {
    const exempt = synthRelay({ allowedWebhookHosts: ['robots.example.com:443', 'sandbox.example.com:9100'] });

    exempt.allResourcesProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          TOCSIN_ALLOW_WEBHOOK_HOSTS: 'robots.example.com:443,sandbox.example.com:9100',
        }),
      },
    });
  });

  it('link messages to the API’s own endpoint, or to the address people reach it at', () => {
    const urlOf = (template: ReturnType<typeof synthRelay>) => {
      const { Environment } = resourceOf(template, 'AWS::Lambda::Function', 'RelayDispatch').Properties as {
        readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
      };
      return Environment.Variables['TOCSIN_PUBLIC_URL'];
    };

    expect(urlOf(relay)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^RelayIngressApi/), 'ApiEndpoint'] });
    expect(urlOf(synthRelay({ publicUrl: 'https://tocsin.example.com/relay' }))).toBe(
      'https://tocsin.example.com/relay',
    );
  });
});
