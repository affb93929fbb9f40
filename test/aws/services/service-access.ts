import * as z from 'zod/mini';

const LIST = z.union([z.string(), z.array(z.string())]);

/** A statement of the policy of a queue, topic or function, or of a role's trust. */
export const STATEMENT = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: LIST,
  Principal: z.union([z.string(), z.record(z.string(), LIST)]),
  Resource: z.optional(LIST),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), LIST))),
});
export type Statement = z.infer<typeof STATEMENT>;

/** What a service of AWS asks for in its own name. */
export interface ServiceRequest {
  /** `events.amazonaws.com`. */
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  /** For whom it asks: the ARN of a rule, an alarm, a route. */
  readonly sourceArn?: string;
}

/** Whether a service may do something, and why not. */
export type ServiceAccess =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly reason: 'no statement allows it' | 'a statement denies it' };

/** Decides as IAM does for a service: one statement must allow it, and none may deny it. */
export function decideServiceAccess(
  statements: readonly Statement[],
  request: ServiceRequest,
  account: string,
): ServiceAccess {
  const applying = statements.filter((statement) => applies(statement, request, account));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return { kind: 'refused', reason: 'a statement denies it' };

  return applying.length > 0 ? { kind: 'allowed' } : { kind: 'refused', reason: 'no statement allows it' };
}

function applies(statement: Statement, request: ServiceRequest, account: string): boolean {
  return (
    isFor(statement, request) &&
    anyMatches(statement.Action, request.action) &&
    (statement.Resource === undefined || anyMatches(statement.Resource, request.resource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, conditions]) =>
      Object.entries(conditions).every(([key, wanted]) => holds(operator, wanted, contextOf(key, request, account))),
    )
  );
}

function isFor({ Principal }: Statement, { service }: ServiceRequest): boolean {
  if (typeof Principal === 'string') return Principal === '*' || Principal === service;
  return [Principal['Service'] ?? []].flat().includes(service) || [Principal['AWS'] ?? []].flat().includes('*');
}

/** What the request has for a condition key; services of AWS always speak TLS. */
function contextOf(key: string, request: ServiceRequest, account: string): string | undefined {
  switch (key.toLowerCase()) {
    case 'aws:sourcearn':
      return request.sourceArn;
    case 'aws:sourceaccount':
      return account;
    case 'aws:securetransport':
      return 'true';
    default:
      throw new Error(`the condition key ${key} is not understood`);
  }
}

function holds(operator: string, wanted: string | readonly string[], value: string | undefined): boolean {
  if (value === undefined) return false;
  const all = [wanted].flat();
  if (['StringEquals', 'Bool'].includes(operator)) return all.includes(value);
  if (['ArnLike', 'ArnEquals', 'StringLike'].includes(operator)) return anyMatches(all, value);

  throw new Error(`the condition operator ${operator} is not understood`);
}

/** Whether a text fits one of IAM's patterns: `*` for anything, `?` for a character. */
export function anyMatches(patterns: string | readonly string[], text: string): boolean {
  return [patterns].flat().some((pattern) => {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`, 's').test(text);
  });
}
