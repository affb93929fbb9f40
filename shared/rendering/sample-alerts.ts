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

/** An alert as OCP sends it, for trying a template: rule `ob_cannot_connected`, level 1. */
export function sampleAlert(language: Language, activeAtMs: number): ParsedAlert {
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
