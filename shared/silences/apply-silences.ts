import { createHash } from 'node:crypto';
import type { Audit } from '../audit/audit.ts';
import { newSilence } from './manage-silences.ts';
import type { NewSilence } from './silence.ts';
import { silenceCreated, silenceEnded } from './silence-change.ts';
import { silenceId } from './silence-id.ts';
import type { SilenceStore } from './silence-store.ts';

/** A silence of `tocsin.yaml`. A start of 0 stands for the moment it is first applied. */
export type FileSilence = NewSilence;

/** What applying silences needs of the world. */
export interface ApplySilencesPorts {
  readonly silences: Pick<SilenceStore, 'listFresh' | 'put' | 'end'>;
  now(): number;
  readonly audit: Audit;
}

/**
 * Makes the silences of origin `file` be those of the file, and answers what is
 * odd about them. Those made over the API are never touched. What a silence
 * says is what it is known by: one that is changed is another, and the one it
 * was is ended; what that held back is let go by the next sweep.
 */
export async function applySilences(
  file: readonly FileSilence[],
  channelNames: readonly string[],
  { silences, now, audit }: ApplySilencesPorts,
): Promise<readonly string[]> {
  const nowMs = now();
  const wanted = new Map(file.map((one) => [fileSilenceId(one), one]));
  const stored = (await silences.listFresh()).filter(
    ({ origin, endedAt }) => origin === 'file' && endedAt === undefined,
  );
  const known = new Set(stored.map(({ id }) => id));
  for (const [id, one] of wanted) {
    if (known.has(id) || one.endsAt <= nowMs) continue;
    const { startsAt } = one;
    const silence = newSilence({ ...one, startsAt: startsAt === 0 ? nowMs : startsAt }, id, 'file', nowMs);
    await audit(silenceCreated(silence), () => silences.put(silence));
  }
  // New ones first: what both are for then stays silenced.
  for (const id of known) {
    if (!wanted.has(id)) await audit(silenceEnded(id, nowMs), () => silences.end(id, nowMs));
  }

  return file.flatMap((one, at) => warningsOf(one, `silences[${at}]`, channelNames, nowMs));
}

function fileSilenceId(silence: FileSilence): string {
  const hash = createHash('sha256').update(JSON.stringify(silence)).digest('hex');
  return silenceId(silence.endsAt, `f${hash.slice(0, 11)}`);
}

function warningsOf(
  { endsAt, channels = [] }: FileSilence,
  path: string,
  channelNames: readonly string[],
  nowMs: number,
): readonly string[] {
  const unknown = channels.filter((name) => !channelNames.includes(name));
  return [
    ...(endsAt <= nowMs ? [`${path} is over: take it out`] : []),
    ...unknown.map((name) => `${path}.channels names ${name}, and there is no such channel`),
  ];
}
