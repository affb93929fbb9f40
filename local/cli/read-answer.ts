import type * as z from 'zod/mini';
import { UnreachableError } from './relay.ts';

/** Reads an answer as far as it is shown. One of another shape comes from another version, or from no relay. */
export function readAnswer<T>(schema: z.ZodMiniType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;

  throw new UnreachableError(['the answer is not in the shape this version knows: --json prints it as it came'], {
    cause: parsed.error,
  });
}
