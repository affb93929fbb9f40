import { PROBLEMS, type ProblemKind } from '../../edge/http-problem.ts';
import type { Route } from '../../edge/routes.ts';
import { type JsonSchema, type OperationDoc, type ParameterDoc, ref } from './operation.ts';

/** One route as OpenAPI describes it. */
export function documentOperation(operationId: string, route: Route, doc: OperationDoc): object {
  return {
    operationId,
    tags: [doc.tag],
    summary: doc.summary,
    ...(doc.description === undefined ? {} : { description: doc.description }),
    ...(route.scope === 'open' ? openSecurity(route) : security(route.scope)),
    parameters: parameters(route, doc),
    ...(doc.body === undefined ? {} : { requestBody: requestBody(doc.body) }),
    responses: { ...success(doc.success), ...failures(route, doc) },
  };
}

/** A token needs one scope, in whichever way it is sent; `admin` includes all. */
function security(scope: string): object {
  return { security: [{ bearer: [scope] }, { basic: [scope] }, { apiKey: [scope] }], 'x-scope': scope };
}

/** Nothing is needed, or what the route looks for itself. */
function openSecurity({ tokenParameter }: Route): object {
  return tokenParameter === undefined
    ? { security: [] }
    : { security: [{ [tokenParameter]: [] }], 'x-scope': 'ingest' };
}

function parameters(route: Route, doc: OperationDoc): readonly object[] {
  const name = /\{(\w+)\+?\}/.exec(route.path)?.[1];
  const schema = { type: 'string' };
  const path = name === undefined ? [] : [{ name, in: 'path', required: true, description: doc.path ?? name, schema }];

  return [
    ...path,
    ...(doc.query ?? []).map((parameter) => ({ ...parameter, schema: orEmpty(parameter), in: 'query' })),
  ];
}

/** `?limit=` counts as no limit: forms send a field that nobody filled in. A plain text says so by itself. */
function orEmpty({ schema }: ParameterDoc): JsonSchema {
  const isText = schema['type'] === 'string' && schema['enum'] === undefined && schema['format'] === undefined;
  return isText ? schema : { anyOf: [schema, { const: '', description: 'As if it were not given.' }] };
}

function requestBody({ schema, examples, also = [] }: NonNullable<OperationDoc['body']>): object {
  const named = Object.entries(examples).map(([name, value]) => [name, { value }] as const);
  const content = { schema, examples: Object.fromEntries(named) };
  const others = also.map((type) => [type, { schema: {} }] as const);

  return { required: true, content: { 'application/json': content, ...Object.fromEntries(others) } };
}

function success({ status, description, schema, example, also = [] }: OperationDoc['success']): object {
  if (schema === undefined) return { [status]: { description } };

  return {
    [status]: {
      description,
      content: {
        'application/json': { schema, ...(example === undefined ? {} : { example }) },
        ...Object.fromEntries(also.map((type) => [type, { schema: { type: 'string' } }])),
      },
    },
  };
}

/** Failures by status; several kinds of one status are told apart by `type`. */
function failures(route: Route, doc: OperationDoc): object {
  const every: readonly ProblemKind[] =
    route.scope === 'open'
      ? ['internal']
      : ['unauthenticated', 'forbidden', 'out-of-bounds', 'internal', 'unavailable'];
  const byStatus: Record<number, ProblemKind[]> = {};
  for (const kind of new Set([...every, ...(doc.problems ?? [])])) {
    const [status] = PROBLEMS[kind];
    byStatus[status] = [...(byStatus[status] ?? []), kind];
  }

  return Object.fromEntries(
    Object.entries(byStatus).map(([status, kinds]) => [
      status,
      {
        description: kinds.map((kind) => `${kind}: ${PROBLEMS[kind][1]}.`).join(' '),
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    ]),
  );
}
