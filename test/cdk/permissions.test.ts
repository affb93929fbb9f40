import { describe, expect, it } from 'vitest';
import { resourceOf, resourcesOf, statementsOf, synthRelay } from './synth-relay.ts';

const relay = synthRelay();

/** Where a resource of a type would say its own name. */
const NAME_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Pipes::Pipe': 'Name',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::SQS::Queue': 'QueueName',
};
const FUNCTIONS = ['RelayReceive', 'RelayAdmin', 'RelayDispatch'];

describe('every policy', () => {
  it.each(FUNCTIONS)('of %s names its actions and its resources', (id) => {
    for (const { actions, resources } of statementsOf(relay, id)) {
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
      expect(resources).not.toContain('*');
    }
  });

  it('leaves the partition to the region: no ARN is written out', () => {
    expect(JSON.stringify(relay.toJSON())).not.toMatch(/arn:aws[:-]/);
  });

  it('is ours: no role takes a managed one from AWS', () => {
    const managed = resourcesOf(relay, 'AWS::IAM::Role').filter(([, role]) => 'ManagedPolicyArns' in role.Properties);

    expect(managed.map(([id]) => id)).toEqual([]);
  });

  it.each(FUNCTIONS)('lets %s write into its own log and no other', (id) => {
    const ofLogs = statementsOf(relay, id).filter(({ actions }) =>
      actions.some((action) => action.startsWith('logs:')),
    );

    expect(ofLogs).toMatchObject([
      {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [{ 'Fn::GetAtt': [expect.stringMatching(`^${id}Log`), 'Arn'] }],
      },
    ]);
  });
});

describe('a function may use the table as far as its step needs it', () => {
  it.each([
    ['RelayReceive', ['Query'], false],
    ['RelayAdmin', ['Query'], true],
    ['RelayDispatch', ['Query', 'Scan'], false],
  ])('%s: on the index %j, may delete items: %s', (id, onIndex, mayDelete) => {
    const actions = actionsOn(id, 'dynamodb', 'index/due');

    expect(actions).toEqual(onIndex);
    expect(actionsOn(id, 'dynamodb').includes('DeleteItem')).toBe(mayDelete);
  });

  it('only dispatch scans, and only the index of what is due', () => {
    for (const id of FUNCTIONS) expect(actionsOn(id, 'dynamodb')).not.toContain('Scan');
  });
});

describe('a function may use the secrets as far as its step needs it', () => {
  it.each([
    ['RelayReceive', ['GetSecretValue']],
    ['RelayDispatch', ['GetSecretValue']],
    ['RelayAdmin', ['CreateSecret', 'DeleteSecret', 'GetSecretValue', 'PutSecretValue', 'RestoreSecret']],
  ])('%s: of the robots %j', (id, allowed) => {
    expect(actionsOn(id, 'secretsmanager', 'secret:tocsin/')).toEqual(allowed);
  });

  it('receive can read the keys of senders, and no secret of a robot', () => {
    const read = statementsOf(relay, 'RelayReceive')
      .filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'))
      .flatMap(({ resources }) => resources.map((resource) => JSON.stringify(resource)))
      .filter((resource) => resource.includes('secret:tocsin/'));

    expect(read).toEqual([expect.stringContaining('/named/senders/*')]);
  });

  it('dispatch can not read the API tokens', () => {
    expect(actionsOn('RelayDispatch', 'secretsmanager')).toEqual([]);
  });
});

it('only the consumer takes wake-ups off the queue; all three put them on it', () => {
  expect(actionsOn('RelayReceive', 'sqs')).toEqual(['SendMessage']);
  expect(actionsOn('RelayAdmin', 'sqs')).toEqual(['SendMessage']);
  expect(actionsOn('RelayDispatch', 'sqs')).toEqual(
    expect.arrayContaining(['DeleteMessage', 'ReceiveMessage', 'SendMessage']),
  );
});

it('only dispatch tells operators, and only the pipe takes that to their topic', () => {
  const queue = resourcesOf(relay, 'AWS::SQS::Queue').find(([id]) => id.startsWith('RelayOperatorEvents'))?.[0];
  const tells = (id: string) =>
    statementsOf(relay, id).some(({ resources }) => JSON.stringify(resources).includes(`${queue}`));

  expect(FUNCTIONS.filter(tells)).toEqual(['RelayDispatch']);
  expect(resourceOf(relay, 'AWS::IAM::Role', 'RelayOperatorPipeRole').Properties).toMatchObject({
    Policies: [
      {
        PolicyDocument: {
          Statement: [
            {
              Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
              Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
            },
            { Action: 'sns:Publish', Resource: { Ref: expect.stringMatching(/^RelayOperatorTopic/) } },
          ],
        },
      },
    ],
  });
});

it('nothing has a name of its own, so that one account holds any number of relays', () => {
  const named = resourcesOf(relay).filter(
    ([, { Type, Properties = {} }]) => (NAME_PROPERTY[Type] ?? '-') in Properties,
  );

  expect(named.map(([id]) => id)).toEqual([]);
});

/**
 * The actions of a service that a function may take, without the service's
 * name: those on resources whose ARN holds `part`, or those on all other resources.
 */
function actionsOn(id: string, service: string, part?: string): readonly string[] {
  const special = ['index/due', 'secret:tocsin/'];
  const isAsked = (resource: unknown) => {
    const text = JSON.stringify(resource);
    return part === undefined ? !special.some((each) => text.includes(each)) : text.includes(part);
  };

  return statementsOf(relay, id)
    .filter(({ resources }) => resources.some(isAsked))
    .flatMap(({ actions }) => actions)
    .filter((action) => action.startsWith(`${service}:`))
    .map((action) => action.slice(service.length + 1))
    .sort();
}
