import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ocp } from '#shared/receiving/sources/ocp/ocp.ts';

const GUIDE = readFileSync(new URL('../../../../docs/ocp-setup.md', import.meta.url), 'utf8');
const TEMPLATE = /```json\n(\{"v":1[^`]*)```/.exec(GUIDE)?.[1] ?? '';

/** Fills a body template as OCP does: text for text, nothing escaped, unknown variables left as they are. */
function fill(variables: Readonly<Record<string, string>>): string {
  return TEMPLATE.replace(/\$\{(\w+)\}/g, (all, name: string) => variables[name] ?? all);
}

const FIRING = {
  alarm_id: '1000160',
  alarm_type: 'ob_log_alarm',
  alarm_level: '严重',
  alarm_status: '告警中',
  app_type: 'OB',
  alarm_name: 'OB 日志告警',
  alarm_active_at: '2026-11-21T03:04:05+08:00',
  alarm_resolved_at: '',
  alarm_url: 'http://192.0.2.1:8080/alarm/event/1000160',
  ob_cluster: 'obcluster',
};
const MESSAGE = [
  '### OCP 告警通知 OB 日志告警',
  '- 级别：严重',
  '- 告警对象：ob_cluster=obcluster-1:svr_ip=192.0.2.10',
  '- 概述：ob_cluster=obcluster-1:svr_ip=192.0.2.10 OB 日志告警',
  '- 详情：ERROR "No memory", see {"code": "-4013"}',
].join('\n');

describe('the body template of the guide', () => {
  it.each([
    ['with its own quotes', JSON.stringify(MESSAGE)],
    ['without quotes, escaped', JSON.stringify(MESSAGE).slice(1, -1)],
    ['without quotes, raw', MESSAGE],
    ['quoted, raw', `"${MESSAGE}"`],
  ])('is read when message_json comes %s', (_, json) => {
    expect(ocp.parse(fill({ ...FIRING, message_json: json }), 0)).toMatchObject({
      alerts: [
        {
          id: '1000160',
          name: 'OB 日志告警',
          level: 'critical',
          status: 'firing',
          target: 'ob_cluster=obcluster-1:svr_ip=192.0.2.10',
          summary: 'ob_cluster=obcluster-1:svr_ip=192.0.2.10 OB 日志告警',
          description: 'ERROR "No memory", see {"code": "-4013"}',
          labels: { alarm_type: 'ob_log_alarm', ob_cluster: 'obcluster', host_ip: '192.0.2.10' },
        },
      ],
    });
  });

  it('recovers the same alert', () => {
    const recovery = { ...FIRING, alarm_status: '已消除', alarm_resolved_at: '2026-11-21T03:16:05+08:00' };
    const message =
      '【OCP 告警恢复通知】\n- 告警对象 ob_cluster=obcluster-1:svr_ip=192.0.2.10\n- 恢复时间 2026-11-21T03:16:05+08:00';
    expect(ocp.parse(fill({ ...recovery, message_json: JSON.stringify(message) }), 0)).toMatchObject({
      alerts: [{ id: '1000160', status: 'resolved', resolvedAt: '2026-11-21T03:16:05+08:00' }],
    });
  });
});
