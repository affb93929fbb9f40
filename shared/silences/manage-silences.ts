import type { Audit } from '../audit/audit.ts';
import { type Findings, isRecord, openSection, refuse } from '../channels/section.ts';
import type { FieldError } from '../receiving/source.ts';
import { type ReleaseSilencedPorts, releaseSilenced } from './release-silenced.ts';
import type { NewSilence, Silence } from './silence.ts';
import { silenceCreated, silenceEnded } from './silence-change.ts';
import { effectOf } from './silence-effect.ts';
import { silenceId } from './silence-id.ts';
import { readSilence, SILENCE_FIELDS } from './silence-input.ts';
import type { SilenceStore } from './silence-store.ts';

/** Silences that are not over, at most: every dispatcher remembers them and asks each of them about an alert. */
export const MAX_SILENCES = 500;

/** What managing silences needs of the world. */
export interface ManageSilencesPorts extends ReleaseSilencedPorts {
  readonly silences: SilenceStore;
  readonly audit: Audit;
  /** Characters of 0-9a-z that make an id unique. */
  makeId(): string;
}

/** What became of a silence that was to be made. */
export type CreateSilenceResult =
  | { readonly kind: 'created'; readonly silence: Silence }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  | { readonly kind: 'too-many' };

/** What became of a silence that was to be ended. */
export type EndSilenceResult = 'ended' | 'not-found' | 'managed-by-file';

/** Makes a silence of what a person asks for. */
export async function createSilence(
  input: unknown,
  author: string,
  ports: ManageSilencesPorts,
): Promise<CreateSilenceResult> {
  const nowMs = ports.now();
  if (!isRecord(input)) return { kind: 'invalid', errors: [{ field: '', message: 'must be a JSON object' }] };
  const findings: Findings = { errors: [], warnings: [] };
  const section = openSection(input, '', SILENCE_FIELDS, findings);
  const wanted = readSilence(section, { nowMs, said: 'now', author });
  if (wanted.channels !== undefined) {
    const known = new Set((await ports.channels()).map(({ name }) => name));
    for (const [at, name] of wanted.channels.entries()) {
      if (!known.has(name)) refuse(section, `channels[${at}]`, 'is no channel there is: GET /v1/channels lists them');
    }
  }
  if (findings.errors.length > 0) return { kind: 'invalid', errors: findings.errors };

  const others = (await ports.silences.listFresh()).filter((one) => effectOf(one, nowMs).kind !== 'expired');
  if (others.length >= MAX_SILENCES) return { kind: 'too-many' };
  const silence = newSilence(wanted, silenceId(wanted.endsAt, ports.makeId().slice(0, 12)), 'api', nowMs);
  await ports.audit(silenceCreated(silence), () => ports.silences.put(silence));
  return { kind: 'created', silence };
}

/** A silence that has held nothing back yet. */
export function newSilence(wanted: NewSilence, id: string, origin: Silence['origin'], nowMs: number): Silence {
  return { ...wanted, id, createdAt: nowMs, origin, heldIn: [], suppressedCount: 0 };
}

/** Ends a silence now; one that is over stays as it is. What it held back and still fires is told at once. */
export async function endSilence(id: string, ports: ManageSilencesPorts): Promise<EndSilenceResult> {
  const silence = await ports.silences.get(id);
  if (silence === undefined) return 'not-found';
  if (silence.origin === 'file') return 'managed-by-file';
  const nowMs = ports.now();
  if (nowMs >= silence.endsAt) return 'ended';

  if (silence.endedAt === undefined) await ports.audit(silenceEnded(id, nowMs), () => ports.silences.end(id, nowMs));
  // Where it held something is read after its end: who holds something back later sees that it is over.
  const ended = await ports.silences.get(id);
  if (ended !== undefined) await releaseSilenced(ended, ports);
  return 'ended';
}
