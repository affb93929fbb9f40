import { mappedSource, mappingOfEvent } from '#shared/receiving/mapping/mapped-source.ts';
import type { SourceMapping, SourceMappings } from '#shared/receiving/mapping/source-mapping.ts';
import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import { cloudwatch, UNREADABLE_AWS } from '#shared/receiving/sources/cloudwatch/cloudwatch.ts';
import { rawAlert } from '#shared/receiving/sources/raw-alert.ts';
import type { Telemetry } from '../edge/telemetry.ts';

/** What taking an event in needs of the world. */
export interface EventDeps {
  readonly receive: (batch: Batch) => Promise<ReceiveResult>;
  readonly mappings: SourceMappings;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** Whether an event is stored; one that is not has to be delivered again. */
export type Taken = 'stored' | 'failed';

/** Takes one event in, whatever it is: what can't be read is an alert with its text, so no event comes back for ever. */
export async function takeEvent(body: string, deps: EventDeps): Promise<Taken> {
  try {
    const mapping = mappingOfEvent(body, await deps.mappings.list());
    return await store(batchOf(body, mapping, deps), deps);
  } catch (error) {
    deps.telemetry.error('event not stored', error);
    return 'failed';
  }
}

function batchOf(body: string, mapping: SourceMapping | undefined, deps: EventDeps): Batch {
  const source = mapping === undefined ? cloudwatch : mappedSource(mapping);
  const channels = mapping?.channels;
  const where = { source: source.kind, ...(channels === undefined ? {} : { channels }) };
  try {
    const parsed = source.parse(body, deps.now());
    if (parsed.kind === 'parsed') return { ...where, alerts: parsed.alerts };
  } catch (error) {
    deps.telemetry.error('event not read', error, { source: source.kind });
  }

  return { ...where, alerts: [rawAlert(body, UNREADABLE_AWS)] };
}

/** Nobody is there to be told what to change, so what can be mended here is. */
async function store(batch: Batch, deps: EventDeps): Promise<Taken> {
  const result = await deps.receive(batch);
  switch (result.kind) {
    case 'accepted':
      deps.telemetry.count('accepted', result.accepted);
      return 'stored';
    case 'unknown-channel':
      return store(withoutChannels(batch, result.names, deps), deps);
    case 'too-many':
      return storeHalves(batch, deps);
    case 'no-channel':
    case 'not-stored':
      deps.telemetry.warn('event not stored', { source: batch.source, reason: result.kind });
      return 'failed';
    default:
      return result satisfies never;
  }
}

/** A mapping names channels that are gone: those that are there take it, or all of them. */
function withoutChannels(batch: Batch, unknown: readonly string[], { telemetry }: EventDeps): Batch {
  telemetry.warn('a source names channels that do not exist', { source: batch.source, channels: unknown });
  const { channels = [], ...rest } = batch;
  const known = channels.filter((name) => !unknown.includes(name));
  return known.length === 0 ? rest : { ...rest, channels: known };
}

async function storeHalves(batch: Batch, deps: EventDeps): Promise<Taken> {
  const half = Math.ceil(batch.alerts.length / 2);
  if (batch.alerts.length < 2) return 'failed';

  const first = await store({ ...batch, alerts: batch.alerts.slice(0, half) }, deps);
  const second = await store({ ...batch, alerts: batch.alerts.slice(half) }, deps);
  return first === 'stored' && second === 'stored' ? 'stored' : 'failed';
}
