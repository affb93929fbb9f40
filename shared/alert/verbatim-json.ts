declare global {
  interface JSON {
    /** What `JSON.stringify` writes as this text: in Node since 22, and not yet among TypeScript's words. */
    rawJSON(text: string): object;
  }
}

/** What a reviver gets besides key and value, of a number its spelling: as new as `rawJSON`. */
type Context = { readonly source?: string };

/**
 * JSON to be written again: a number that would come out as another text (`9007199254740993`, `1.0`, `1e400`) is kept as
 * it is spelt. Where nesting is too deep for that, numbers are what JavaScript has.
 */
export function parseVerbatim(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown, ...[context]: readonly Context[]) => spelt(value, context));
  } catch {
    return JSON.parse(text);
  }
}

function spelt(value: unknown, { source }: Context = {}): unknown {
  return typeof value === 'number' && source !== undefined && source !== JSON.stringify(value)
    ? JSON.rawJSON(source)
    : value;
}
