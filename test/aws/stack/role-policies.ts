import * as z from 'zod/mini';
import type { AwsApi } from '../moto/aws-api.ts';
import type { Deployment } from './deploy.ts';

const DOCUMENT = z.looseObject({ Statement: z.array(z.unknown()) });
const POLICY = z.looseObject({ PolicyName: z.string(), PolicyDocument: DOCUMENT, Roles: z.array(z.string()) });
const ROLE = z.looseObject({
  Policies: z.optional(z.array(z.looseObject({ PolicyName: z.string(), PolicyDocument: DOCUMENT }))),
});

/** A policy of a role, as IAM keeps it. */
interface RolePolicy {
  readonly role: string;
  readonly name: string;
  readonly document: z.infer<typeof DOCUMENT>;
}

/** Gives the roles that a resource is about the policies it has for them; one without statements is taken away. */
export async function installPolicies(operator: AwsApi, deployment: Deployment, id: string): Promise<void> {
  for (const { role, name, document } of policiesOf(deployment, id)) {
    const where = { Version: '2010-05-08', RoleName: role, PolicyName: name };
    await (document.Statement.length === 0
      ? operator.query('iam', { ...where, Action: 'DeleteRolePolicy' })
      : operator.query('iam', { ...where, Action: 'PutRolePolicy', PolicyDocument: JSON.stringify(document) }));
  }
}

function policiesOf(deployment: Deployment, id: string): readonly RolePolicy[] {
  if (deployment.idsOf('AWS::IAM::Policy').includes(id)) {
    const { PolicyName, PolicyDocument, Roles } = POLICY.parse(deployment.propertiesOf(id));
    return Roles.map((role) => ({ role, name: PolicyName, document: PolicyDocument }));
  }
  if (!deployment.idsOf('AWS::IAM::Role').includes(id)) return [];
  const { Policies = [] } = ROLE.parse(deployment.propertiesOf(id));

  return Policies.map(({ PolicyName, PolicyDocument }) => ({
    role: deployment.nameOf(id),
    name: PolicyName,
    document: PolicyDocument,
  }));
}
