import type { Level } from '#shared/alert/level.ts';
import { LEVEL_WORDS, type Rule } from './rules.ts';
import type { ScriptedRequest } from './scripted-request.ts';

/** One alarm event of OCP at one moment. */
export interface OcpEvent {
  readonly id: number;
  readonly rule: Rule;
  readonly level: Level;
  readonly status: 'Active' | 'Inactive' | 'Silenced';
  readonly cluster: string;
  readonly tenant: string;
  readonly host: string;
  readonly description: string;
  /** When the trouble began, ms since the epoch. */
  readonly activeAtMs: number;
  /** When this notification was made, ms since the epoch. */
  readonly updatedAtMs: number;
}

const STATUS_WORDS = { Active: '告警中', Inactive: '已消除', Silenced: 'Silenced' } as const;

/** `2026-11-21T11:02:03+08:00`: OCP writes times with the offset of its site. */
function chinaTime(ms: number): string {
  return `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

/** What the alarm is about, in OCP's `key=value:key=value` form. */
export function ocpTarget({ rule, cluster, tenant, host }: OcpEvent): string {
  const parts = { host: `:svr_ip=${host}`, tenant: `:tenant_name=${tenant}`, cluster: '' };

  return `ob_cluster=${cluster}${parts[rule.about]}`;
}

/** The body that OCP's HTTP channel makes of an event with the template our setup guide gives. */
export function ocpBody(event: OcpEvent): string {
  const { rule, level, status, updatedAtMs } = event;
  const target = ocpTarget(event);

  return JSON.stringify({
    v: 1,
    alarmId: String(event.id),
    alarmType: rule.type,
    alarmLevel: LEVEL_WORDS[level],
    alarmStatus: STATUS_WORDS[status],
    appType: 'OB',
    alarmName: rule.name,
    alarmTarget: target,
    alarmSummary: `${target} ${rule.name}`,
    alarmDescription: event.description,
    alarmActiveAt: chinaTime(event.activeAtMs),
    alarmUpdatedAt: chinaTime(updatedAtMs),
    alarmResolvedAt: status === 'Inactive' ? chinaTime(updatedAtMs) : '',
    alarmUrl: `http://192.0.2.1:8080/alarm/event/${event.id}`,
    obCluster: event.cluster,
    ...(rule.about === 'tenant' ? { obTenant: event.tenant } : {}),
    ...(rule.about === 'host' ? { hostIp: event.host } : {}),
  });
}

/** The request of an event, `atMs` after the demo began. */
export function ocpRequest(atMs: number, event: OcpEvent, says?: string): ScriptedRequest {
  return {
    atMs,
    path: '/v1/alerts/ocp?source=ocp-beijing',
    body: ocpBody(event),
    ...(says === undefined ? {} : { says }),
  };
}
