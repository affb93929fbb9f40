import type { DesiredChannel } from './desired-channel.ts';
import type { ChannelPlan } from './plan.ts';

/** One request. */
export type Step =
  | { readonly kind: 'create' | 'replace'; readonly name: string; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'delete'; readonly name: string };

/**
 * The requests of a plan, in an order the relay takes: a fallback is there
 * before who names it, and goes after. Channels that fall back on each other
 * are created without, and replaced.
 */
export function stepsOf(
  plans: readonly ChannelPlan[],
  fallbackOf: (name: string) => string | undefined,
): readonly Step[] {
  const creates = plans.flatMap((plan) => (plan.kind === 'create' ? [plan.wanted] : []));
  const replaces = plans.flatMap((plan) =>
    plan.kind === 'replace' || plan.kind === 'send-secrets' ? [plan.wanted] : [],
  );
  const deletes = plans.flatMap((plan) => (plan.kind === 'delete' ? [plan.name] : []));

  return [
    ...createSteps(creates),
    ...replaces.map(({ name, body }) => ({ kind: 'replace' as const, name, body })),
    ...deleteOrder(deletes, fallbackOf).map((name) => ({ kind: 'delete' as const, name })),
  ];
}

function createSteps(creates: readonly DesiredChannel[]): readonly Step[] {
  const [steps, late]: [Step[], Step[]] = [[], []];
  const done = new Set<string>();
  const visit = (channel: DesiredChannel, trail: readonly string[]): void => {
    if (done.has(channel.name)) return;
    const fallback = creates.find(({ name }) => name === channel.fallbackChannel);
    const isCircle = fallback !== undefined && [...trail, channel.name].includes(fallback.name);
    if (fallback !== undefined && !isCircle) visit(fallback, [...trail, channel.name]);
    if (done.has(channel.name)) return;

    done.add(channel.name);
    const { name, body } = channel;
    steps.push({ kind: 'create', name, body: isCircle ? withoutFallback(body) : body });
    if (isCircle) late.push({ kind: 'replace', name, body });
  };
  for (const channel of creates) visit(channel, []);

  return [...steps, ...late];
}

function withoutFallback(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...body, delivery: { ...Object(body['delivery']), fallbackChannel: undefined } };
}

/** Who names another goes first. */
function deleteOrder(names: readonly string[], fallbackOf: (name: string) => string | undefined): readonly string[] {
  const ordered: string[] = [];
  const visit = (name: string, trail: readonly string[]): void => {
    if (ordered.includes(name) || trail.includes(name)) return;
    for (const other of names.filter((one) => one !== name && fallbackOf(one) === name)) visit(other, [...trail, name]);
    if (!ordered.includes(name)) ordered.push(name);
  };
  for (const name of names) visit(name, []);

  return ordered;
}
