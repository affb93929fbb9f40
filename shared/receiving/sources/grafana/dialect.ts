import type { Dialect } from '../alertmanager/dialect.ts';
import { lineAt, objectAt } from '../fields.ts';
import type { JsonObject } from '../json.ts';
import { readStringMap } from '../string-map.ts';
import { nameOf } from '../subject.ts';
import { webLink } from '../web-link.ts';

/** The name of an alert made of a request of Grafana that nobody could read; the description is the text. */
export const UNREADABLE_GRAFANA = 'Grafana 通知无法解析 (unreadable Grafana notification)';

/** The name of an alert of Grafana that says none. */
export const NAMELESS_GRAFANA = 'Grafana 告警 (Grafana alert)';

/** What Grafana adds to Alertmanager's notification (Grafana documentation, "Webhook notifier", read 2026-11-29). */
export const GRAFANA: Dialect = {
  unreadable: UNREADABLE_GRAFANA,
  nameOf: nameOfRule,
  nameless: NAMELESS_GRAFANA,
  // A graph says more at night than the page that edits the rule.
  links: ['panelURL', 'dashboardURL', 'generatorURL'],
  labelsOf: furtherLabels,
  describe,
  cut: {
    name: 'Grafana 截断了告警 (alerts cut by Max Alerts)',
    advice: '请提高或清空 Webhook 联络点的 Max Alerts (raise or clear Max Alerts of the webhook contact point)',
  },
};

/** A rule without data fires under the name DatasourceNoData or DatasourceError, with its own name as a label. */
function nameOfRule(labels: ReadonlyMap<string, string>, annotations: ReadonlyMap<string, string>): string {
  const rule = labels.get('rulename') ?? '';
  const name = nameOf(labels, annotations);
  return rule === '' || rule === name ? name : `${rule} (${name})`;
}

const NO_DATA = '查询没有返回数据 (the query returned no data)';

/** The values that made a rule without annotations fire. */
function describe(entry: JsonObject): string {
  return lineAt(objectAt(entry, 'labels'), 'alertname') === 'DatasourceNoData' ? NO_DATA : valuesOf(entry);
}

function valuesOf(entry: JsonObject): string {
  return [...readStringMap(objectAt(entry, 'values'))].map(([ref, value]) => `${ref}=${value}`).join(', ');
}

function furtherLabels(entry: JsonObject): Readonly<Record<string, string>> {
  return {
    values: valuesOf(entry),
    silence_url: webLink(lineAt(entry, 'silenceURL')) ?? '',
    image_url: webLink(lineAt(entry, 'imageURL')) ?? '',
  };
}
