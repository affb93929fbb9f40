import type { ParsedAlert } from '#shared/alert/alert.ts';
import { isRecord } from '#shared/channels/section.ts';
import { NATIVE } from '#shared/receiving/mapping/source-mapping.ts';
import type { FieldError } from '#shared/receiving/source.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import type { Subject } from '#shared/routing/subject.ts';

/** The alert whose way is asked for, or all that is wrong with it. */
export type ExplainInputResult =
  | { readonly kind: 'parsed'; readonly alert: Subject }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

/** Reads one alert in our own format, as a rule would see it. */
export function parseExplainInput(body: unknown, nowMs: number): ExplainInputResult {
  if (!isRecord(body)) return { kind: 'invalid', errors: [{ field: '', message: 'must be an alert: an object {…}' }] };

  const { group, ...fields } = body;
  if (group !== undefined && typeof group !== 'string')
    return { kind: 'invalid', errors: [{ field: 'group', message: 'must be a text: what the source groups by' }] };
  const parsed = sourceFor(NATIVE)?.parse(JSON.stringify(fields), nowMs);
  if (parsed?.kind === 'invalid') return parsed;

  const [alert, ...others] = parsed?.alerts ?? [];
  return alert === undefined || others.length > 0
    ? { kind: 'invalid', errors: [{ field: '', message: 'must be one alert, as POST /v1/alerts takes it' }] }
    : { kind: 'parsed', alert: subjectOf(alert, group) };
}

function subjectOf({ source = NATIVE, ...alert }: ParsedAlert, group: string | undefined): Subject {
  return { ...alert, source, ...(group === undefined ? {} : { group }) };
}
