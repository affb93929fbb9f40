import * as z from 'zod/mini';
import type { Use } from '../grants/use.ts';
import { RefusalError } from '../moto/refusal.ts';
import type { Deployment } from '../stack/deploy.ts';
import { ACCOUNT } from '../stack/synth-stack.ts';
import { decideServiceAccess, type ServiceRequest, STATEMENT, type Statement } from './service-access.ts';

const POLICY = z.looseObject({ PolicyDocument: z.looseObject({ Statement: z.array(STATEMENT) }) });
const PERMISSION = z.looseObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.optional(z.string()),
  SourceAccount: z.optional(z.string()),
});
const ROLE = z.looseObject({ AssumeRolePolicyDocument: z.looseObject({ Statement: z.array(STATEMENT) }) });

/**
 * The policies by which services of AWS may do something in their own name:
 * those of queues, topics and functions, and the trust of roles. moto enforces
 * none of them, so this does.
 */
export class ServicePolicies {
  readonly #statements: readonly Statement[];
  readonly #deployment: Deployment;
  /** All that services asked for so far. */
  readonly uses: Use[] = [];

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    const ofResources = ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']
      .flatMap((type) => deployment.idsOf(type))
      .flatMap((id) => POLICY.parse(deployment.propertiesOf(id)).PolicyDocument.Statement);
    const ofFunctions = deployment
      .idsOf('AWS::Lambda::Permission')
      .map((id) => statementOf(PERMISSION.parse(deployment.propertiesOf(id))));
    this.#statements = [...ofResources, ...ofFunctions];
  }

  /** Throws unless a service may do something. */
  demand(request: ServiceRequest): void {
    const access = decideServiceAccess(this.#statements, request, ACCOUNT);
    const { service: who, sourceArn } = request;
    this.uses.push({
      ...request,
      who,
      keys: sourceArn === undefined ? [] : [sourceArn],
      allowed: access.kind === 'allowed',
    });
    if (access.kind === 'refused') {
      const { service, action, resource, sourceArn = 'nobody' } = request;
      throw new RefusalError(`${service} for ${sourceArn} may not ${action} ${resource}: ${access.reason}`);
    }
  }

  /** Throws unless a role trusts a service. */
  demandTrust(roleId: string, service: string): void {
    const { Statement } = ROLE.parse(this.#deployment.propertiesOf(roleId)).AssumeRolePolicyDocument;
    const access = decideServiceAccess(Statement, { service, action: 'sts:AssumeRole', resource: '*' }, ACCOUNT);
    if (access.kind === 'refused') throw new RefusalError(`${roleId} does not trust ${service}: ${access.reason}`);
  }
}

function statementOf(permission: z.infer<typeof PERMISSION>): Statement {
  const { Action, FunctionName, Principal, SourceArn, SourceAccount } = permission;
  return {
    Effect: 'Allow',
    Action,
    Principal: { Service: Principal },
    Resource: FunctionName,
    Condition: {
      ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
      ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
    },
  };
}
