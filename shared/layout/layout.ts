/**
 * What a table or data folder says of the items in it: the layout of the
 * newest code that wrote there, and the oldest layout whose code may still
 * work with what that one writes.
 */
export interface LayoutMark {
  readonly version: number;
  readonly readableFrom: number;
}

/**
 * The layout of this code (docs/decisions/0018). `version` grows when items
 * get something that older code does not know. `readableFrom` follows only
 * when older code would do harm, and never past the version before: so a
 * version can always be rolled back by one, and two may run at once.
 */
export const LAYOUT: LayoutMark = { version: 2, readableFrom: 1 };

/** What code does about a mark it finds. */
export type LayoutDecision =
  | { readonly kind: 'go-on' }
  /** Nothing newer has written here: set the mark to this code's own, then go on. */
  | { readonly kind: 'take-over' }
  /** Newer code has written here what this code must not touch. */
  | { readonly kind: 'refuse'; readonly reason: string };

/** Whether code may work with what a mark stands on. Without a mark nothing was written, or by the first layout. */
export function decideLayout(found: LayoutMark | undefined, own: LayoutMark): LayoutDecision {
  if (found === undefined || found.version < own.version) return { kind: 'take-over' };
  if (own.version >= found.readableFrom) return { kind: 'go-on' };

  const reason =
    `layout ${found.version}, which a version that knows layout ${own.version} must not touch ` +
    `(one that knows ${found.readableFrom} or more may)`;
  return { kind: 'refuse', reason };
}
