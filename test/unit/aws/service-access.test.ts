import { describe, expect, it } from 'vitest';
import { decideServiceAccess, type ServiceRequest, type Statement } from '#test/aws/services/service-access.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:Events';
const RULE = 'arn:aws:events:us-east-1:111122223333:rule/Alarms';
const request: ServiceRequest = {
  service: 'events.amazonaws.com',
  action: 'sqs:SendMessage',
  resource: QUEUE,
  sourceArn: RULE,
};
const allow: Statement = {
  Effect: 'Allow',
  Action: 'sqs:SendMessage',
  Principal: { Service: 'events.amazonaws.com' },
  Resource: QUEUE,
  Condition: { ArnEquals: { 'aws:SourceArn': [RULE] } },
};

function decide(...statements: readonly Statement[]) {
  return decideServiceAccess(statements, request, '111122223333');
}

describe('a service of AWS', () => {
  it('may do what a statement allows it, for whom it allows it', () => {
    expect(decide(allow)).toEqual({ kind: 'allowed' });
    expect(decide({ ...allow, Action: ['sqs:Send*'], Resource: '*' })).toEqual({ kind: 'allowed' });
    expect(decide({ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } })).toEqual({
      kind: 'allowed',
    });
  });

  it.each<[string, Partial<Statement>]>([
    ['another service', { Principal: { Service: ['sns.amazonaws.com'] } }],
    ['another action', { Action: 'sqs:ReceiveMessage' }],
    ['another queue', { Resource: `${QUEUE}-other` }],
    ['a rule whose name goes on', { Condition: { ArnEquals: { 'aws:SourceArn': RULE.slice(0, -1) } } }],
    ['another account', { Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } } }],
  ])('may not do what is allowed to %s', (_, other) => {
    expect(decide({ ...allow, ...other })).toEqual({ kind: 'refused', reason: 'no statement allows it' });
  });

  it('may not do what another statement denies', () => {
    const deny: Statement = { Effect: 'Deny', Action: 'sqs:*', Principal: '*', Resource: QUEUE };

    expect(decide(allow, deny)).toEqual({ kind: 'refused', reason: 'a statement denies it' });
  });

  it('speaks TLS: what is denied to others is not denied to it', () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
    const deny: Statement = { Effect: 'Deny', Action: 'sqs:*', Principal: { AWS: '*' }, Resource: QUEUE, Condition };

    expect(decide(allow, deny)).toEqual({ kind: 'allowed' });
  });

  it('is not let in by a condition that is not understood', () => {
    const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-0000000000' } };

    expect(() => decide({ ...allow, Condition })).toThrow('aws:PrincipalOrgID');
  });
});
