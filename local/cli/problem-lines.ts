import * as z from 'zod/mini';
import { plainText } from './show/plain-text.ts';

const PROBLEM = z.object({
  type: z._default(z.string(), ''),
  title: z._default(z.string(), ''),
  detail: z._default(z.string(), ''),
  errors: z._default(z.array(z.object({ field: z.string(), message: z.string() })), []),
});

/** An error answer of the relay, as far as it is one of RFC 9457. */
export type Problem = z.infer<typeof PROBLEM>;

/** Fields shown; a file of hundreds of alerts may have as many that are wrong. */
const MAX_FIELDS = 50;

/** Reads an error answer; undefined where something else answered, a proxy for example. */
export function parseProblem(body: string): Problem | undefined {
  try {
    const parsed = PROBLEM.safeParse(JSON.parse(body));
    return parsed.success && parsed.data.title !== '' ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The word that tells problems apart: `unknown-channel`. */
export function wordOf({ type }: Problem): string {
  return type.slice(type.lastIndexOf(':') + 1);
}

/** A refusal in plain words: what it is, what to do, and each field that is wrong. */
export function problemLines(status: number, problem: Problem | undefined): readonly string[] {
  if (problem === undefined) {
    return [`the answer was HTTP ${status}, and not in the words of a relay: is --url the relay's address?`];
  }

  const { title, detail, errors } = problem;
  const fields = errors
    .slice(0, MAX_FIELDS)
    .map(({ field, message }) => `  ${field === '' ? '' : `${field} `}${message}`);
  const more = errors.length > MAX_FIELDS ? [`  … and ${errors.length - MAX_FIELDS} more`] : [];
  return [`${title}.${detail === '' ? '' : ` ${detail}`}`, ...fields, ...more, ...adviceOn(status)].map((line) =>
    plainText(line),
  );
}

function adviceOn(status: number): readonly string[] {
  if (status === 401)
    return ['the token is not known to this relay, was revoked or has expired: check TOCSIN_TOKEN or --token-file'];
  return status === 403 ? ['docs/access.md says which scope each command needs'] : [];
}
