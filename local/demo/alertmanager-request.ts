import { createHash } from 'node:crypto';
import type { ScriptedRequest } from './scripted-request.ts';

/** One alert inside an Alertmanager notification. */
export interface PrometheusAlert {
  readonly name: string;
  readonly severity: string;
  readonly instance: string;
  readonly summary: string;
  readonly status: 'firing' | 'resolved';
  readonly startsAtMs: number;
  readonly endsAtMs?: number;
}

/** Alertmanager writes a time that is not known as the year 1. */
const NEVER = '0001-01-01T00:00:00Z';

function entryOf(alert: PrometheusAlert): unknown {
  const { name, severity, instance, summary, status, startsAtMs, endsAtMs } = alert;

  return {
    status,
    labels: { alertname: name, severity, instance, job: 'node' },
    annotations: { summary },
    startsAt: new Date(startsAtMs).toISOString(),
    endsAt: endsAtMs === undefined ? NEVER : new Date(endsAtMs).toISOString(),
    generatorURL: 'http://192.0.2.3:9090/graph',
    fingerprint: createHash('sha256').update(`${name}|${severity}|${instance}`).digest('hex').slice(0, 16),
  };
}

/** The body of Alertmanager's webhook, version 4, for one group. */
export function alertmanagerBody(alerts: readonly [PrometheusAlert, ...PrometheusAlert[]]): string {
  const [{ name, severity }] = alerts;

  return JSON.stringify({
    version: '4',
    groupKey: `{}:{alertname="${name}"}`,
    truncatedAlerts: 0,
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    receiver: 'tocsin',
    groupLabels: { alertname: name },
    commonLabels: { alertname: name, severity },
    commonAnnotations: {},
    externalURL: 'http://192.0.2.2:9093',
    alerts: alerts.map(entryOf),
  });
}

/** The request for a group, `atMs` after the demo began. Redundant senders send the very same one. */
export function alertmanagerRequest(
  atMs: number,
  alerts: readonly [PrometheusAlert, ...PrometheusAlert[]],
  says?: string,
): ScriptedRequest {
  const body = alertmanagerBody(alerts);

  return { atMs, path: '/v1/alerts/alertmanager?source=prometheus', body, ...(says === undefined ? {} : { says }) };
}
