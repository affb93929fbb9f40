import { alertmanagerRequest } from './alertmanager-request.ts';
import { type OcpEvent, ocpBody, ocpRequest } from './ocp-request.ts';
import { MEMSTORE_RULE, RULES } from './rules.ts';
import type { ScriptedRequest } from './scripted-request.ts';

/** A moment of the demo: when it began, ms since the epoch, and how far it is, ms. */
export interface Moment {
  readonly startMs: number;
  readonly atMs: number;
  /** What the person watching is told, if anything. */
  readonly says?: string;
}

/** Ids of the alerts that were masked in OCP: the only ones that no group may be told of. */
export const MASKED_IDS: readonly string[] = ['1000164'];

const PLACE = { cluster: 'obcluster-1', tenant: 'sales', host: '192.0.2.10' } as const;

type Part = Omit<OcpEvent, keyof typeof PLACE | 'activeAtMs' | 'updatedAtMs'>;

/** An OCP event about the cluster of the calm act, which began `beganMs` into the demo. */
function event(moment: Moment, beganMs: number, part: Part): OcpEvent {
  return { ...PLACE, ...part, activeAtMs: moment.startMs + beganMs, updatedAtMs: moment.startMs + moment.atMs };
}

/** A server that can't be reached: level 停服. */
export function serverDown(moment: Moment, status: OcpEvent['status']): ScriptedRequest {
  const description = '集群 obcluster-1，主机 192.0.2.10，OB 服务器无法连接';
  const part = { id: 1_000_160, rule: RULES.down[0], level: 'down', status, description } as const;

  return ocpRequest(moment.atMs, event(moment, 300, part), moment.says);
}

/** A tenant's MemStore over its threshold, at a level that rises. */
export function memstore(moment: Moment, level: 'warning' | 'critical', status: OcpEvent['status']): ScriptedRequest {
  const percent = level === 'critical' ? '96.2' : '86.0';
  const description = `集群 obcluster-1，租户 sales，MemStore 使用率 ${percent} %，超过阈值 85 %`;

  return ocpRequest(
    moment.atMs,
    event(moment, 2_000, { id: 1_000_161, rule: MEMSTORE_RULE, level, status, description }),
    moment.says,
  );
}

/** A log alert. OCP puts values into its template unescaped: quotes and line feeds of the log break the JSON. */
export function brokenLog(moment: Moment): ScriptedRequest {
  const rule = { type: 'ob_log_alarm', name: 'OB 日志告警', about: 'host' } as const;
  const log = 'ERROR [RS] "rootserver" not master\n  ret=-4638, url=http://192.0.2.1/?a=1&b=2';
  const part = { id: 1_000_162, rule, level: 'critical', status: 'Active', description: '@log@' } as const;
  const whole = event(moment, 4_000, part);

  return { ...ocpRequest(moment.atMs, whole, moment.says), body: ocpBody(whole).replace('@log@', log) };
}

/** A mere reminder: level 提醒, which OCP never follows by a recovery. */
export function operation(moment: Moment): ScriptedRequest {
  const description = '租户 sales 扩容 SUCCESS，操作人 admin';
  const part = { id: 1_000_163, rule: RULES.info[0], level: 'info', status: 'Active', description } as const;

  return ocpRequest(moment.atMs, event(moment, moment.atMs, part), moment.says);
}

/** An alert that someone masked in OCP. */
export function masked(moment: Moment): ScriptedRequest {
  const part = {
    id: 1_000_164,
    rule: RULES.caution[0],
    level: 'caution',
    status: 'Silenced',
    description: '已屏蔽',
  } as const;

  return ocpRequest(moment.atMs, event(moment, moment.atMs, part), moment.says);
}

/** A disk that fills up, as Alertmanager tells it. */
export function disk(moment: Moment, status: 'firing' | 'resolved'): ScriptedRequest {
  const alert = {
    name: 'NodeDiskWillFillIn4Hours',
    severity: 'warning',
    instance: '192.0.2.31:9100',
    summary: '/data on 192.0.2.31 will be full in 4 hours',
    status,
    startsAtMs: moment.startMs - 60_000,
    ...(status === 'resolved' ? { endsAtMs: moment.startMs + 13_900 } : {}),
  } as const;

  return alertmanagerRequest(moment.atMs, [alert], moment.says);
}

/** A late backup, told by a script with one curl. */
export function backup(moment: Moment, status: 'firing' | 'resolved'): ScriptedRequest {
  const alert = { id: 'nightly-backup', name: 'Nightly backup is late', level: 'caution', status, target: 'backup-1' };

  return {
    atMs: moment.atMs,
    path: '/v1/alerts?source=cron',
    body: JSON.stringify(alert),
    ...(moment.says === undefined ? {} : { says: moment.says }),
  };
}
