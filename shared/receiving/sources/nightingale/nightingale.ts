import type { Source, SourceResult } from '../../source.ts';
import { isJsonObject, jsonText, parseJson } from '../json.ts';
import { rawAlert } from '../raw-alert.ts';
import { alertOfEvent, isEvent } from './alert-of-event.ts';

/** The name of an alert made of a request of Nightingale that nobody could read; the description is the text. */
export const UNREADABLE_NIGHTINGALE = '夜莺通知无法解析 (unreadable Nightingale notification)';

/**
 * What Nightingale (n9e) posts to a callback or webhook: an event, a list of
 * them, or `{"events":[…]}` (its `models/alert_cur_event.go`, read 2026-11-29). It tries again a few
 * times only, so nothing is refused.
 */
export const nightingale: Source = {
  kind: 'nightingale',
  splitSetting: 'the batch size of the webhook in Nightingale',
  parse: parseNightingale,
};

function parseNightingale(body: string): SourceResult {
  const payload = parseJson(body);
  const list = isJsonObject(payload) ? payload['events'] : payload;
  if (!Array.isArray(list)) return { kind: 'parsed', alerts: [alertOf(payload, body)] };

  return { kind: 'parsed', alerts: list.map((one: unknown) => alertOf(one, undefined)) };
}

/** What can't be read becomes an alert carrying its text. */
function alertOf(value: unknown, text: string | undefined) {
  return isJsonObject(value) && isEvent(value)
    ? alertOfEvent(value)
    : rawAlert(text ?? jsonText(value), UNREADABLE_NIGHTINGALE);
}
