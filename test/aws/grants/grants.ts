import * as z from 'zod/mini';
import { anyMatches } from '../services/service-access.ts';
import type { Deployment } from '../stack/deploy.ts';
import { inWords, narrowings, STATEMENT, type Statement } from './narrowing.ts';
import type { Use } from './use.ts';

/** One permission of the template, so small that nothing of it can be left away without another one missing. */
export interface Grant {
  /** Logical id of the resource whose policy holds it. */
  readonly id: string;
  /** What is granted, in words. */
  readonly what: string;
  /** Whether something that was asked for may have been allowed by it. */
  mayAllow(use: Use): boolean;
  /** The properties of the resource without it. */
  without(): unknown;
}

const DOCUMENT = z.looseObject({ Statement: z.array(STATEMENT) });
const POLICY = z.looseObject({ PolicyDocument: DOCUMENT, Roles: z.optional(z.array(z.string())) });
const ROLE = z.looseObject({ Policies: z.optional(z.array(POLICY)) });
const PERMISSION = z.looseObject({ Action: z.string(), Principal: z.string(), FunctionName: z.string() });

type Document = z.infer<typeof DOCUMENT>;

/** Every grant of a deployed template: to its roles, and to services of AWS. */
export function grantsOf(deployment: Deployment): readonly Grant[] {
  const idsOf = (...types: readonly string[]) => types.flatMap((type) => deployment.idsOf(type));

  return [
    ...idsOf('AWS::IAM::Policy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy').flatMap((id) =>
      ofPolicy(id, deployment),
    ),
    ...idsOf('AWS::IAM::Role').flatMap((id) => ofRole(id, deployment)),
    ...idsOf('AWS::Lambda::Permission').map((id) => ofPermission(id, deployment)),
  ];
}

/** A deployment as it would be without a grant. */
export function withoutGrant(deployment: Deployment, grant: Grant): Deployment {
  return { ...deployment, propertiesOf: (id) => (id === grant.id ? grant.without() : deployment.propertiesOf(id)) };
}

function ofPolicy(id: string, deployment: Deployment): readonly Grant[] {
  const policy = POLICY.parse(deployment.propertiesOf(id));
  return partsOf(policy.PolicyDocument).map(({ taken, document }) => ({
    id,
    what: inWords(taken),
    mayAllow: (use) => isOf(policy.Roles ?? servicesOf(taken), taken, use),
    without: () => ({ ...policy, PolicyDocument: document }),
  }));
}

function ofRole(id: string, deployment: Deployment): readonly Grant[] {
  const { Policies = [], ...role } = ROLE.parse(deployment.propertiesOf(id));
  return Policies.flatMap((policy, at) =>
    partsOf(policy.PolicyDocument).map(({ taken, document }) => ({
      id,
      what: inWords(taken),
      mayAllow: (use: Use) => isOf([deployment.nameOf(id)], taken, use),
      without: () => ({ ...role, Policies: Policies.with(at, { ...policy, PolicyDocument: document }) }),
    })),
  );
}

function ofPermission(id: string, deployment: Deployment): Grant {
  const permission = PERMISSION.parse(deployment.propertiesOf(id));
  const { Action, Principal, FunctionName } = permission;
  const SourceArn = z.optional(z.string()).parse(permission['SourceArn']);
  const Condition = SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } };
  const statement: Statement = { Effect: 'Allow', Action, Resource: FunctionName, Condition };

  return {
    id,
    what: inWords(statement),
    mayAllow: (use) => isOf([Principal], statement, use),
    // One of no action allows nothing.
    without: () => ({ ...permission, Action: '-' }),
  };
}

interface Part {
  readonly taken: Statement;
  /** The policy without it. */
  readonly document: Document;
}

function partsOf(document: Document): readonly Part[] {
  const { Statement: all } = document;
  return all.flatMap((statement, at) =>
    // What is denied is no grant.
    (statement.Effect === 'Deny' ? [] : narrowings(statement)).map(({ taken, left }) => ({
      taken,
      document: { ...document, Statement: left === undefined ? all.toSpliced(at, 1) : all.with(at, left) },
    })),
  );
}

function servicesOf({ Principal }: Statement): readonly string[] {
  const named = z.safeParse(z.looseObject({ Service: z.union([z.string(), z.array(z.string())]) }), Principal);
  return named.success ? [named.data.Service].flat() : [];
}

function isOf(who: readonly string[], taken: Statement, use: Use): boolean {
  const values = Object.values(taken.Condition ?? {}).flatMap((conditions) => Object.values(conditions).flat());
  return (
    who.includes(use.who) &&
    anyMatches(taken.Action, use.action) &&
    anyMatches(taken.Resource ?? '*', use.resource) &&
    (values.length === 0 || use.keys.length === 0 || use.keys.some((key) => anyMatches(values, key)))
  );
}
