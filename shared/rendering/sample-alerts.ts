import type { ParsedAlert } from '../alert/alert.ts';
import type { Language } from '../channels/channel.ts';

const NAMES: Readonly<Record<Language, string>> = {
  zh_CN: 'OB 服务器无法连接',
  zh_TW: 'OB 伺服器無法連線',
  en_US: 'OB server cannot be connected',
};

const DESCRIPTIONS: Readonly<Record<Language, string>> = {
  zh_CN:
    '集群：obcluster-1，主机：192.0.2.10，告警：OB 服务器无法连接。连续 3 次连接 2881 端口失败：Connection refused',
  zh_TW: '叢集：obcluster-1，主機：192.0.2.10，警示：OB 伺服器無法連線。連續 3 次連線 2881 埠失敗：Connection refused',
  en_US:
    'Cluster obcluster-1, host 192.0.2.10: OB server cannot be connected. Port 2881 failed 3 times in a row: Connection refused',
};

/** Alerts to try a template on: one of OCP with all it sends, one of Alertmanager with its labels, one with a long log line. */
export const SAMPLES = ['ocp', 'alertmanager', 'log'] as const;

/** Name of a sample. */
export type Sample = (typeof SAMPLES)[number];

/** An alert as its sender sends it, for trying a template. */
export function sampleAlert(sample: Sample, language: Language, activeAtMs: number): ParsedAlert {
  switch (sample) {
    case 'ocp':
      return ocpAlert(language, activeAtMs);
    case 'alertmanager':
      return alertmanagerAlert(activeAtMs);
    case 'log':
      return { ...ocpAlert(language, activeAtMs), description: LOG_LINE, level: 'critical' };
    default:
      return sample satisfies never;
  }
}

/** As an error in OceanBase's log has it: brackets, quotes, an address and a stack. */
const LOG_LINE = `[2026-11-21 03:09:58.112233] ERROR issue_dba_error (ob_log.cpp:1875) errcode=-4013
msg="no memory or reach tenant memory limit", tenant_id=1002, see http://192.0.2.50:8080/doc?code=4013
BACKTRACE: ${Array.from({ length: 120 }, (_, at) => `0x${(0xa1b2c30 + at * 64).toString(16)}`).join(' ')}`;

function alertmanagerAlert(activeAtMs: number): ParsedAlert {
  return {
    id: 'b8a2f2c3d4e5f607',
    source: 'alertmanager',
    name: 'HostOutOfDiskSpace',
    level: 'warning',
    status: 'firing',
    target: '192.0.2.21:9100',
    summary: 'Host out of disk space (instance 192.0.2.21:9100)',
    description: 'Disk is almost full (< 10% left)',
    activeAt: new Date(activeAtMs).toISOString(),
    url: 'http://prometheus.example.com:9090/graph?g0.expr=node_filesystem_avail_bytes',
    labels: {
      alertname: 'HostOutOfDiskSpace',
      severity: 'warning',
      instance: '192.0.2.21:9100',
      job: 'node',
      device: '/dev/vda1',
      team: 'platform',
    },
    group: 'alertname=HostOutOfDiskSpace',
  };
}

/** Rule `ob_cannot_connected`, level 1. */
function ocpAlert(language: Language, activeAtMs: number): ParsedAlert {
  const target = 'ob_cluster=obcluster-1:svr_ip=192.0.2.10';
  const name = NAMES[language];
  return {
    id: '1000160',
    source: 'ocp',
    name,
    level: 'down',
    status: 'firing',
    target,
    summary: `${target} ${name}`,
    description: DESCRIPTIONS[language],
    activeAt: new Date(activeAtMs).toISOString(),
    updatedAt: new Date(activeAtMs).toISOString(),
    url: 'http://ocp.example.com:8080/alarm/event/1000160',
    labels: {
      alarm_type: 'ob_cannot_connected',
      app_type: 'OB',
      alarm_scope: 'Server',
      ob_cluster: 'obcluster-1',
      ob_cluster_id: '1',
      host_ip: '192.0.2.10',
      value: '1',
      alarm_threshold: '1',
    },
    group: 'alarm_type=ob_cannot_connected:ob_cluster=obcluster-1',
  };
}
