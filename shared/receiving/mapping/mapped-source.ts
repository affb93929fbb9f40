import type { Source } from '../source.ts';
import { alertOfEvent } from '../sources/cloudwatch/cloudwatch.ts';
import { readEvent } from '../sources/cloudwatch/event.ts';
import { unwrap } from '../sources/cloudwatch/sns-envelope.ts';
import { parseJson } from '../sources/json.ts';
import { rawAlert } from '../sources/raw-alert.ts';
import { fitsPattern } from './event-pattern.ts';
import { baseAlert, isMappable, type MappedAlert, mapAlerts } from './map-alerts.ts';
import type { SourceMapping } from './source-mapping.ts';

/** The source that reads a sender's JSON as a mapping says. Its sender does not come back, so nothing is refused. */
export function mappedSource(mapping: SourceMapping): Source {
  return {
    kind: mapping.name,
    splitSetting: 'the number of alerts in a request',
    parse: (body) => ({ kind: 'parsed', alerts: readMapped(body, mapping).map(({ alert }) => alert) }),
  };
}

/** The alerts of a text, each with an account of how it was read; without one where nobody could read it. */
export function readMapped(
  text: string,
  mapping: SourceMapping,
): readonly (Pick<MappedAlert, 'alert'> & Partial<MappedAlert>)[] {
  const { value } = unwrap(parseJson(text));
  if (!isMappable(value)) return [{ alert: rawAlert(text, mapping.defaults.name ?? mapping.name) }];

  const event = readEvent(value);
  const base = event === undefined ? baseAlert(mapping.name) : alertOfEvent(event);
  return mapAlerts(value, mapping, base);
}

/** The first mapping whose pattern an event fits, in the order of the file. The event may be in an SNS envelope. */
export function mappingOfEvent(text: string, mappings: readonly SourceMapping[]): SourceMapping | undefined {
  const patterned = mappings.filter(({ match }) => match !== undefined);
  if (patterned.length === 0) return undefined;

  const { value } = unwrap(parseJson(text));
  return patterned.find(({ match }) => match !== undefined && isMappable(value) && fitsPattern(value, match));
}
