import * as z from 'zod/mini';
import type { Deployment } from '../stack/deploy.ts';

/** One permission of the template, so small that nothing of it can be left away without another one missing. */
export interface Grant {
  /** Logical id of the resource whose policy holds it. */
  readonly id: string;
  /** What is granted, in words. */
  readonly what: string;
  /** The properties of the resource without it. */
  without(): unknown;
}

const LIST = z.union([z.string(), z.array(z.string())]);
const STATEMENT = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: LIST,
  Resource: z.optional(LIST),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), LIST))),
});
const DOCUMENT = z.looseObject({ Statement: z.array(STATEMENT) });
const WITH_DOCUMENT = z.looseObject({ PolicyDocument: DOCUMENT });
const ROLE = z.looseObject({ Policies: z.optional(z.array(WITH_DOCUMENT)) });
const PERMISSION = z.looseObject({ Action: z.string(), Principal: z.string(), FunctionName: z.string() });

type Statement = z.infer<typeof STATEMENT>;
type Document = z.infer<typeof DOCUMENT>;

/** Every grant of a deployed template, in the order of the template. */
export function grantsOf(deployment: Deployment): readonly Grant[] {
  const ofPolicies = ['AWS::IAM::Policy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']
    .flatMap((type) => deployment.idsOf(type))
    .flatMap((id) => ofPolicy(id, WITH_DOCUMENT.parse(deployment.propertiesOf(id))));
  const ofRoles = deployment
    .idsOf('AWS::IAM::Role')
    .flatMap((id) => ofRole(id, ROLE.parse(deployment.propertiesOf(id))));
  const ofFunctions = deployment.idsOf('AWS::Lambda::Permission').map((id) => {
    const permission = PERMISSION.parse(deployment.propertiesOf(id));
    const { Action, Principal, FunctionName } = permission;
    // One of no action allows nothing.
    return {
      id,
      what: `${Principal}: ${Action} on ${short(FunctionName)}`,
      without: () => ({ ...permission, Action: '-' }),
    };
  });

  return [...ofPolicies, ...ofRoles, ...ofFunctions];
}

/** A deployment as it would be without a grant. */
export function withoutGrant(deployment: Deployment, grant: Grant): Deployment {
  return { ...deployment, propertiesOf: (id) => (id === grant.id ? grant.without() : deployment.propertiesOf(id)) };
}

function ofPolicy(id: string, policy: z.infer<typeof WITH_DOCUMENT>): readonly Grant[] {
  return lessOf(policy.PolicyDocument).map(({ what, document }) => ({
    id,
    what,
    without: () => ({ ...policy, PolicyDocument: document }),
  }));
}

function ofRole(id: string, { Policies = [], ...role }: z.infer<typeof ROLE>): readonly Grant[] {
  return Policies.flatMap((policy, at) =>
    lessOf(policy.PolicyDocument).map(({ what, document }) => ({
      id,
      what,
      without: () => ({ ...role, Policies: Policies.with(at, { ...policy, PolicyDocument: document }) }),
    })),
  );
}

interface Less {
  readonly what: string;
  readonly document: Document;
}

/** A policy less each thing that one of its statements allows. */
function lessOf(document: Document): readonly Less[] {
  return document.Statement.flatMap((statement, at) =>
    statement.Effect === 'Deny'
      ? []
      : narrowings(statement).map(({ what, left }) => ({
          what: `${what} ${conditionOf(statement)}`.trim(),
          document: {
            ...document,
            Statement: left === undefined ? document.Statement.toSpliced(at, 1) : document.Statement.with(at, left),
          },
        })),
  );
}

interface Narrowing {
  readonly what: string;
  /** What is left of the statement; undefined when nothing is. */
  readonly left: Statement | undefined;
}

function narrowings(statement: Statement): readonly Narrowing[] {
  const resources = [statement.Resource ?? []].flat();
  const on = resources.map(short).join(', ');
  const actions = lessOne(statement.Action).map(({ one, others }) => ({
    what: `${one} on ${on}`,
    left: others.length === 0 ? undefined : { ...statement, Action: [...others] },
  }));
  const places = lessOne(resources).flatMap(({ one, others }) =>
    others.length === 0 ? [] : [{ what: `on ${short(one)}`, left: { ...statement, Resource: [...others] } }],
  );

  return [...actions, ...places, ...conditionNarrowings(statement)];
}

/** A condition that allows several values grants each of them. */
function conditionNarrowings(statement: Statement): readonly Narrowing[] {
  return Object.entries(statement.Condition ?? {}).flatMap(([operator, conditions]) =>
    Object.entries(conditions).flatMap(([key, values]) =>
      lessOne(values).flatMap(({ one, others }) => {
        if (others.length === 0) return [];
        const Condition = { ...statement.Condition, [operator]: { ...conditions, [key]: [...others] } };
        return [
          { what: `${[statement.Action].flat().join(', ')} for ${short(one)}`, left: { ...statement, Condition } },
        ];
      }),
    ),
  );
}

function lessOne(
  list: string | readonly string[],
): readonly { readonly one: string; readonly others: readonly string[] }[] {
  const all = [list].flat();
  return all.map((one, at) => ({ one, others: all.toSpliced(at, 1) }));
}

/** The end of an ARN, which is what people tell resources apart by. */
function short(arn: string): string {
  return arn.split(':').slice(5).join(':') || arn;
}

function conditionOf({ Condition }: Statement): string {
  const values = Object.values(Condition ?? {}).flatMap((conditions) => Object.values(conditions).flat(2));
  return values.length === 0 ? '' : `(${values.map(short).join(' ')})`;
}
