/**
 * What a token is bound to. What is absent is not bound; `channels` and
 * `sources` both count where both are given. Never empty, never changed: another
 * bound is another token.
 */
export interface Bounds {
  /** Names of the only channels it reaches. */
  readonly channels?: readonly string[];
  /** The only senders it speaks for, and whose alerts it sees. */
  readonly sources?: readonly string[];
}

/** One of the things a token can be bound to. */
export type BoundKind = keyof Bounds;

/** Every one of them. */
export const BOUND_KINDS = ['channels', 'sources'] as const satisfies readonly BoundKind[];

/** Whether a route is open to a token, by what that is bound to. */
export type BoundsDecision =
  | { readonly kind: 'open' }
  /** The route does not keep to bounds of this kind, so that nobody would hold the token to it. */
  | { readonly kind: 'closed'; readonly bound: BoundKind };

/**
 * Whether a token may call a route that keeps to some kinds of bounds. Whatever
 * a route does not say it keeps to, closes it: a new route is closed to bound
 * tokens until somebody has thought about it.
 */
export function decideBounds(bounds: Bounds | undefined, kept: readonly BoundKind[]): BoundsDecision {
  const bound = BOUND_KINDS.find((kind) => bounds?.[kind] !== undefined && !kept.includes(kind));

  return bound === undefined ? { kind: 'open' } : { kind: 'closed', bound };
}

/** Whether something of a channel, of a sender, or of both is within bounds. Of what it is not, nothing is asked. */
export function isWithin(
  bounds: Bounds | undefined,
  { channel, source }: { readonly channel?: string; readonly source?: string },
): boolean {
  return (
    (channel === undefined || bounds?.channels?.includes(channel) !== false) &&
    (source === undefined || bounds?.sources?.includes(source) !== false)
  );
}

/** The names that are outside of bounds, each once. */
export function namesOutside(bounds: Bounds | undefined, kind: BoundKind, names: readonly string[]): readonly string[] {
  const allowed = bounds?.[kind];

  return allowed === undefined ? [] : [...new Set(names)].filter((name) => !allowed.includes(name));
}
