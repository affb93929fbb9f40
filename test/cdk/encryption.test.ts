import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { AlertRelay } from '#cdk/constructs/alert-relay.ts';
import { resourcesOf, statementsOf } from './synth-relay.ts';

/** Where a resource of a type names the key that encrypts it. */
const KEY_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'SSESpecification',
  'AWS::Logs::LogGroup': 'KmsKeyId',
  'AWS::SNS::Topic': 'KmsMasterKeyId',
  'AWS::SQS::Queue': 'KmsMasterKeyId',
  'AWS::SecretsManager::Secret': 'KmsKeyId',
};

const { template } = relayWith((stack) => new Key(stack, 'Key'));

describe('with a key of its own', () => {
  it('a relay keeps nothing that another key encrypts', () => {
    const keepers = resourcesOf(template).filter(([, { Type }]) => Type in KEY_PROPERTY);
    const others = keepers.filter(
      ([, { Type, Properties }]) =>
        !JSON.stringify(Properties[KEY_PROPERTY[Type] ?? ''] ?? '').includes('"Key961B73FD"'),
    );

    expect(keepers.length).toBeGreaterThanOrEqual(12);
    expect(others.map(([id]) => id)).toEqual([]);
  });

  it.each(['RelayReceive', 'RelayAdmin', 'RelayDispatch'])(
    '%s may use it through the services that hold things',
    (id) => {
      const ofKey = statementsOf(template, id).filter(({ actions }) =>
        actions.some((action) => action.startsWith('kms:')),
      );
      expect(ofKey).toContainEqual({
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
        resources: [{ 'Fn::GetAtt': ['Key961B73FD', 'Arn'] }],
        conditions: { StringLike: { 'kms:ViaService': expect.any(Array) } },
      });
    },
  );

  it('whoever makes robots’ secrets is told to use it', () => {
    const told = resourcesOf(template, 'AWS::Lambda::Function')
      .filter(([, lambda]) => JSON.stringify(lambda).includes('TOCSIN_ENCRYPTION_KEY'))
      .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));

    expect(told).toEqual(['RelayAdmin']);
  });

  it('logs, events, topics and alarms may use it too', () => {
    const [[, key] = ['', undefined]] = resourcesOf(template, 'AWS::KMS::Key');
    const policy = JSON.stringify(key?.Properties['KeyPolicy']);

    for (const service of ['logs.', 'events.amazonaws.com', 'sns.amazonaws.com', 'cloudwatch.amazonaws.com'])
      expect(policy).toContain(`"${service}`);
  });
});

it('of a key from elsewhere it says what its policy must allow', () => {
  const arn = 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000000';
  const { stack } = relayWith((scope) => Key.fromKeyArn(scope, 'Key', arn));

  expect(
    Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('encryptionKey is imported')),
  ).toHaveLength(1);
});

it('without one, nothing of KMS is made or asked', () => {
  const plain = relayWith(() => undefined).template;

  plain.resourceCountIs('AWS::KMS::Key', 0);
  expect(JSON.stringify(plain.toJSON())).not.toContain('kms:');
});

function relayWith(keyIn: (stack: Stack) => IKey | undefined): { readonly template: Template; readonly stack: Stack } {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
  const encryptionKey = keyIn(stack);
  new AlertRelay(stack, 'Relay', {
    events: { cloudWatchAlarms: true },
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
  });

  return { template: Template.fromStack(stack), stack };
}
