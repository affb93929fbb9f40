import type { Alert } from '../alert/alert.ts';
import type { Level } from '../alert/level.ts';
import { type AlertFacts, alertFacts, isOver, timesHeard } from './alert-facts.ts';
import { alertText } from './alert-text.ts';
import { lateText } from './late.ts';
import { isoLocal, timeSpan, zonedTime } from './local-time.ts';
import type { ToldAlert } from './message.ts';
import { compactTarget, parseTarget } from './ocp-target.ts';
import { literal, Markup } from './pieces.ts';
import { singleTitle, visibleName } from './title.ts';
import type { View } from './view.ts';

/** What a template can read. */
export type Scope = Readonly<Record<string, unknown>>;

/** `#722ED1` is OCP's for level 1; the others are the same palette's, as OCP's colour words name them. */
const COLOURS: Readonly<Record<Level, string>> = {
  down: '#722ED1',
  critical: '#F5222D',
  warning: '#FA8C16',
  caution: '#1890FF',
  info: '#52C41A',
};

/** OCP variables that are labels of the alert, with the other names a label or target may have for them. */
const LABEL_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  app_type: ['app'],
  alarm_type: ['alertname'],
  alarm_scope: ['scope'],
  alarm_evaluation_interval: [],
  alarm_duration: [],
  alarm_threshold: ['threshold'],
  alarm_group: [],
  value: [],
  value_shown: ['value'],
  service: [],
  ob_cluster_group: [],
  ob_cluster: ['obregion', 'cluster'],
  ob_cluster_id: [],
  ob_tenant: ['tenant_name', 'tenant'],
  tenant_name: ['ob_tenant', 'tenant'],
  host_ip: ['svr_ip', 'host', 'ocp_ip', 'instance'],
  svr_ip: ['host_ip', 'host', 'ocp_ip', 'instance'],
  app_cluster: [],
};

/** The labels, and the pairs of the target behind them. A null prototype: a label may be called `__proto__`. */
function labelScope(alert: Alert): Record<string, unknown> {
  const scope: Record<string, unknown> = Object.create(null);
  for (const [key, text] of [...parseTarget(alert.target), ...Object.entries(alert.labels)]) scope[key] = text;
  return scope;
}

/** The variables of one alert: OCP's names and our own. Every value is alert text or made of it. */
export function alertVariables(told: ToldAlert, view: View, link: string | undefined): Scope {
  const facts = alertFacts(told, view.nowMs);
  const labels = labelScope(told.alert);
  const scope: Record<string, unknown> = Object.assign(Object.create(null), labels);
  for (const [name, others] of Object.entries(LABEL_VARIABLES)) {
    scope[name] = [name, ...others].map((key) => labels[key]).find((text) => text !== undefined && text !== '') ?? '';
  }
  return Object.assign(scope, ocpVariables(told, facts, view), ownVariables(told, facts, view, link), {
    labels: Object.assign(Object.create(null), told.alert.labels),
  });
}

function ocpVariables({ alert, occurrences }: ToldAlert, facts: AlertFacts, { words, timeZone }: View): Scope {
  const url = alert.url ?? '';
  return {
    alarm_id: alert.id,
    alarm_name: visibleName(alert.name, words),
    alarm_level: words.levels[alert.level],
    alarm_level_color: new Markup([literal(COLOURS[alert.level])]),
    alarm_status: words.statuses[alert.status],
    alarm_target: alert.target,
    alarm_summary: alert.summary,
    alarm_description: alert.description,
    alarm_url: url,
    alarm_active_at: isoLocal(facts.sinceMs, timeZone),
    alarm_updated_at: isoLocal(parsed(alert.updatedAt), timeZone),
    alarm_resolved_at: isoLocal(facts.untilMs, timeZone),
    alarm_last_interval: `PT${Math.floor(facts.durationMs / 1000)}S`,
    alarm_count: 1,
    alarm_group_by: alert.group ?? '',
    occurrences,
  };
}

function ownVariables(told: ToldAlert, facts: AlertFacts, view: View, link: string | undefined): Scope {
  const { alert } = told;
  const { words, timeZone, nowMs } = view;
  const duration = words.duration(facts.durationMs);
  const since = zonedTime(facts.sinceMs, timeZone, nowMs);
  const place = compactTarget(alert.target);
  const times = timesHeard(told);
  return {
    title: singleTitle(told, view),
    source: alert.source,
    name: visibleName(alert.name, words),
    level: alert.level,
    status: alert.status,
    change: told.change,
    target: alert.target,
    place: place.text,
    target_detail: place.lossy ? alert.target : '',
    summary: alert.summary,
    description: alert.description,
    ...textVariables(alert),
    url: alert.url ?? link ?? '',
    group: alert.group ?? '',
    duration,
    since,
    timing: isOver(told)
      ? timeSpan(facts.sinceMs, facts.untilMs ?? nowMs, timeZone, nowMs)
      : words.since(since, duration),
    first_at: isoLocal(told.firstAt, timeZone),
    last_at: isoLocal(told.lastAt, timeZone),
    since_last: told.sinceLast,
    frequency: times > 1 ? words.frequency(times, isOver(told) ? 0 : told.sinceLast) : '',
    change_text: changeText(told, view),
    late: told.lateMs === undefined ? '' : lateText(told.lateMs, 'only', view),
    flapping: flappingText(told, view),
    now: isoLocal(nowMs, timeZone),
    time_zone: timeZone,
  };
}

function textVariables(alert: Alert): Scope {
  const { note, detail, labels } = alertText(alert);
  return { note, detail, labels_text: labels };
}

/** What happened, where the title doesn't say it all. */
export function changeText({ change, alert, toldLevel }: ToldAlert, { words }: View): string {
  switch (change) {
    case 'escalated':
      return words.change.raised(
        toldLevel === undefined ? undefined : words.levels[toldLevel],
        words.levels[alert.level],
      );
    case 'refired':
      return words.change.refired;
    case 'fired-and-recovered':
      return words.change.fleeting;
    case 'new':
    case 'repeat':
    case 'recovered':
      return '';
    default:
      return change satisfies never;
  }
}

/** How often it went back and forth in how long; empty when it doesn't. */
function flappingText({ flapping }: ToldAlert, { words, nowMs }: View): string {
  return flapping === undefined ? '' : words.flapping.told(flapping.changes, words.duration(nowMs - flapping.sinceMs));
}

function parsed(time: string | undefined): number | undefined {
  const ms = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(ms) ? undefined : ms;
}
