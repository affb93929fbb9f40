import * as z from 'zod/mini';

const LIST = z.union([z.string(), z.array(z.string())]);

/** A statement of a policy, with what it may be narrowed by. */
export const STATEMENT = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: LIST,
  Resource: z.optional(LIST),
  Principal: z.optional(z.unknown()),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), LIST))),
});
export type Statement = z.infer<typeof STATEMENT>;

/** A way to allow less than a statement does. */
export interface Narrowing {
  /** What of the statement is taken away. */
  readonly taken: Statement;
  /** What is left of it; undefined when nothing is. */
  readonly left: Statement | undefined;
}

/** Every way to take one action, one resource or one value of a condition from a statement. */
export function narrowings(statement: Statement): readonly Narrowing[] {
  const actions = eachOf(statement.Action).map(({ one, others }) => ({
    taken: { ...statement, Action: one },
    left: others.length === 0 ? undefined : { ...statement, Action: [...others] },
  }));
  const resources = eachOf(statement.Resource ?? []).flatMap(({ one, others }) =>
    others.length === 0
      ? []
      : [{ taken: { ...statement, Resource: one }, left: { ...statement, Resource: [...others] } }],
  );

  return [...actions, ...resources, ...conditionNarrowings(statement)];
}

/** A condition that allows several values grants each of them. */
function conditionNarrowings(statement: Statement): readonly Narrowing[] {
  return Object.entries(statement.Condition ?? {}).flatMap(([operator, conditions]) =>
    Object.entries(conditions).flatMap(([key, values]) =>
      eachOf(values).flatMap(({ one, others }) => {
        if (others.length === 0) return [];
        const only = (value: string[]) => ({
          ...statement,
          Condition: { ...statement.Condition, [operator]: { ...conditions, [key]: value } },
        });
        return [{ taken: only([one]), left: only([...others]) }];
      }),
    ),
  );
}

function eachOf(
  list: string | readonly string[],
): readonly { readonly one: string; readonly others: readonly string[] }[] {
  const all = [list].flat();
  return all.map((one, at) => ({ one, others: all.toSpliced(at, 1) }));
}

/** What a statement allows, in words: of an ARN its end, which is what people tell resources apart by. */
export function inWords(statement: Statement): string {
  const values = Object.values(statement.Condition ?? {}).flatMap((conditions) => Object.values(conditions).flat());
  const what = [statement.Action].flat().join(', ');
  const where = [statement.Resource ?? []].flat().map(shortened).join(', ');

  return [`${what} on ${where}`, ...(values.length > 0 ? [`for ${values.map(shortened).join(', ')}`] : [])].join(' ');
}

/** Without account and region, and without the characters that each deployment makes up anew. */
function shortened(arn: string): string {
  const end = arn.split(':').slice(5).join(':') || arn;
  return end.replace(/Tocsin-|-[A-Z0-9]{12}(?=$|[/:])|(?<=^key)\/[\w-]+$/g, '');
}
