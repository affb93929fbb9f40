import * as z from 'zod/mini';

const ms = z.int().check(z.gte(0), z.lte(3_600_000));

/**
 * What can be made to go wrong with a stand-in robot. Each kind can be set once
 * per group; different kinds act together.
 */
const FAULT = z.discriminatedUnion('kind', [
  /** Every answer waits `ms`, and up to `jitterMs` more, drawn from a generator with this seed. */
  z.strictObject({
    kind: z.literal('latency'),
    ms,
    jitterMs: z.exactOptional(ms),
    seed: z.exactOptional(z.int()),
  }),
  /** The gateway's bare object, without an errcode; nothing is delivered. */
  z.strictObject({ kind: z.literal('x5') }),
  /** An HTML page with status 200; nothing is delivered. */
  z.strictObject({ kind: z.literal('html') }),
  /** HTTP 500; nothing is delivered. */
  z.strictObject({ kind: z.literal('http-500') }),
  /** errcode -1, "system busy"; nothing is delivered. */
  z.strictObject({ kind: z.literal('busy') }),
  /** The message is delivered and no answer ever comes. */
  z.strictObject({ kind: z.literal('hang') }),
  /** No answer ever comes, and nothing is delivered. */
  z.strictObject({ kind: z.literal('swallow') }),
  /** The message is delivered, and the answer breaks off where its errcode would stand. */
  z.strictObject({ kind: z.literal('garbled') }),
  /** The connection breaks before the robot looked at the request. */
  z.strictObject({ kind: z.literal('reset-before') }),
  /** The message is delivered, then the connection breaks. */
  z.strictObject({ kind: z.literal('reset-after') }),
  /** `"errcode":"0"`, as the vendor's own sample has it. */
  z.strictObject({ kind: z.literal('errcode-as-string') }),
  /** Success with the words `ok. Warning: wrong json format. `. */
  z.strictObject({ kind: z.literal('json-warning') }),
  /** The robot's clock is ahead by so many ms: `Date` header and signature check. */
  z.strictObject({ kind: z.literal('clock-offset'), ms: z.int() }),
  /** Someone else sends so many messages a minute through this robot. */
  z.strictObject({ kind: z.literal('throttle-early'), foreignPerMinute: z.int().check(z.gte(0)) }),
  z.strictObject({ kind: z.literal('token-gone') }),
  z.strictObject({ kind: z.literal('robot-removed') }),
  z.strictObject({ kind: z.literal('disabled') }),
  z.strictObject({ kind: z.literal('group-dissolved') }),
]);

/** One thing that goes wrong with a stand-in robot. */
export type Fault = z.infer<typeof FAULT>;
export type FaultKind = Fault['kind'];

/** Every kind, as `kind` has it. */
const KINDS = FAULT.def.options.flatMap((option) => option.def.shape.kind.def.values);

/** Reads a fault from JSON; what is wrong with it comes back as text. */
export function parseFault(value: unknown): Fault | { readonly problem: string } {
  const result = z.safeParse(FAULT, value);
  if (result.success) return result.data;
  const isKnown = result.error.issues.every(({ path }) => path[0] !== 'kind');

  return { problem: isKnown ? z.prettifyError(result.error) : `kind: one of ${KINDS.join(', ')}` };
}

/** A fault in force, and for how many more requests. */
export interface ActiveFault {
  readonly fault: Fault;
  /** `Infinity` until it is cleared. */
  readonly remaining: number;
}
