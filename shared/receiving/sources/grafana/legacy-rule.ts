import type { ParsedAlert } from '../../../alert/alert.ts';
import { labelsOf, lineAt, listAt, present, textAt } from '../fields.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { keepWithin } from '../keep-within.ts';
import { levelOfLabels } from '../severity.ts';
import { readStringMap } from '../string-map.ts';
import { targetOf } from '../subject.ts';
import { webLink } from '../web-link.ts';
import { NAMELESS_GRAFANA } from './dialect.ts';

/** Series of a rule that are named; the others are counted. */
const MAX_SERIES = 20;

/** Whether a JSON value is what a rule of a dashboard sends (before Grafana 11). */
export function isLegacyRule(value: unknown): value is JsonObject {
  return isJsonObject(value) && typeof value['state'] === 'string' && lineAt(value, 'ruleName') !== '';
}

/**
 * The alert of a dashboard's rule (Grafana 8 documentation, "Alert
 * notifications", read 2026-11-29). It says no time. Every state but `ok`
 * leaves the trouble as it is; a rule that is paused or pending is no news that
 * should wake anyone.
 */
export function alertOfLegacyRule(rule: JsonObject): ParsedAlert {
  const tags = readStringMap(rule['tags']);
  const state = lineAt(rule, 'state').toLowerCase();
  const series = listAt(rule, 'evalMatches').filter(isJsonObject);
  const name = lineAt(rule, 'ruleName') || NAMELESS_GRAFANA;
  const rest = series.length - MAX_SERIES;
  const lines = series.slice(0, MAX_SERIES).map((one) => `${lineAt(one, 'metric')}: ${lineAt(one, 'value')}`);

  return keepWithin({
    id: idOf(rule),
    name,
    level: state === 'paused' || state === 'pending' ? 'info' : levelOfLabels(tags),
    status: state === 'ok' ? 'resolved' : 'firing',
    target:
      targetOf(tags) ||
      series
        .slice(0, 3)
        .map((one) => lineAt(one, 'metric'))
        .join(', '),
    summary: textAt(rule, 'message'),
    description: [...lines, ...(rest > 0 ? [`… +${rest}`] : [])].join('\n'),
    ...present({ url: webLink(lineAt(rule, 'ruleUrl')) }),
    labels: {
      ...labelsOf({ state, image_url: webLink(lineAt(rule, 'imageUrl')) ?? '' }),
      ...Object.fromEntries(tags),
    },
    group: name,
  });
}

/** A rule's number counts within its organisation; a test has the number 0. */
function idOf(rule: JsonObject): string {
  const number = lineAt(rule, 'ruleId');
  return `rule-${lineAt(rule, 'orgId')}-${number === '' || number === '0' ? lineAt(rule, 'ruleName') : number}`;
}
