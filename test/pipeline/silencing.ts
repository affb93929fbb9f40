import { createSilence, type ManageSilencesPorts } from '#shared/silences/manage-silences.ts';
import type { Silence } from '#shared/silences/silence.ts';
import { unaudited } from '#test/fakes/audit.ts';
import type { startHarness } from './harness.ts';

/** Silences that are made in one file get an id each. */
let made = 0;

type Harness = Awaited<ReturnType<typeof startHarness>>;

/** What a relay's silences are made and ended through. */
export function silencePorts(relay: Harness): ManageSilencesPorts {
  return {
    silences: relay.silences,
    audit: unaudited,
    alerts: relay.alerts,
    wakeUps: relay.ports.wakeUps,
    channels: () => relay.ports.channels(),
    now: relay.now,
    makeId: () => `s${made++}`,
  };
}

/** Makes a silence for every alert and an hour, unless `input` says otherwise. */
export async function makeSilence(relay: Harness, input: Readonly<Record<string, unknown>> = {}): Promise<Silence> {
  const silence = { matchers: ['name=~.+'], ...('endsAt' in input ? {} : { duration: '1h' }), ...input };
  const result = await createSilence(silence, 'dba', silencePorts(relay));
  if (result.kind !== 'created') throw new Error(JSON.stringify(result));

  return result.silence;
}

/** Whoever sends knows of each silence from then on at once, not when what it remembers of them is old. */
export function remembersNoSilences(relay: Harness): void {
  Object.assign(relay.ports.silences, { list: relay.ports.silences.listFresh });
}
