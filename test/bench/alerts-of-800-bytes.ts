import type { ParsedAlert } from '#shared/alert/alert.ts';

/** The size the budgets are about, bytes of JSON as a sender would write it. */
export const BUDGET_BYTES = 800;

interface KindOfAlert {
  readonly name: string;
  readonly alert: ParsedAlert;
}

/** Alerts as large as the budgets go, each as its kind of sender words it. */
export const ALERTS: readonly [KindOfAlert, ...KindOfAlert[]] = [
  {
    name: 'Alertmanager, Kubernetes',
    alert: {
      name: 'KubePodCrashLooping',
      level: 'warning',
      status: 'firing',
      target: 'payments/ledger-7d9c5b6f4d-x2x8q',
      summary: 'Pod is crash looping.',
      activeAt: '2026-11-20T23:58:12.345Z',
      description:
        'Pod payments/ledger-7d9c5b6f4d-x2x8q (ledger) is in waiting state (reason: "CrashLoopBackOff") on cluster prod-1.',
      url: 'http://prometheus.example.com:9090/graph?g0.expr=max_over_time%28kube_pod_container_status_waiting_reason%5B5m%5D%29&g0.tab=1',
      labels: {
        alertname: 'KubePodCrashLooping',
        container: 'ledger',
        endpoint: 'http',
        instance: '192.0.2.31:8080',
        job: 'kube-state-metrics',
        namespace: 'payments',
        pod: 'ledger-7d9c5b6f4d-x2x8q',
        prometheus: 'monitoring/k8s',
        severity: 'warning',
        uid: '6f1c2a7e-93d4-4b0e-8f55-0c1d2e3f4a5b',
      },
      group: '{}:{alertname="KubePodCrashLooping"}',
    },
  },
  {
    name: 'OCP, in Chinese',
    alert: {
      name: 'OB 服务器无法连接',
      level: 'down',
      status: 'firing',
      target: 'ob_cluster=obcluster-1:host=192.0.2.10',
      summary: '集群 obcluster-1 的 OBServer 192.0.2.10 无法连接,已持续 3 分钟',
      activeAt: '2026-11-20T23:58:12.000Z',
      description:
        '集群:obcluster-1,主机:192.0.2.10,告警:OBServer 无法连接。请检查该主机的网络、磁盘与进程状态;如主机宕机,请按预案切换主副本,并在值班群中说明进展。',
      url: 'https://ocp.example.com/alarm/event/1000123',
      labels: {
        alarm_type: 'ob_server_unreachable',
        app_type: 'OB',
        alarm_scope: 'Server',
        ob_cluster: 'obcluster-1',
        ob_cluster_id: '1000001',
        host_ip: '192.0.2.10',
        svr_ip: '192.0.2.10',
        obzone: 'zone1',
        tenant_name: 'sys',
        alarm_template_id: '1042',
        event_id: '1000123-88421',
      },
    },
  },
  {
    name: 'native, hardly compressible',
    alert: {
      id: 'f3b1c7d2-1a9e-4c55-9b0a-7e6d5c4b3a21',
      name: 'backup-verify-failed',
      level: 'critical',
      status: 'firing',
      target: 'db-eu-west-7/orders-shard-42',
      summary: 'Checksum mismatch in backup 20261120T221503Z-8c1f',
      activeAt: '2026-11-20T23:58:12.000Z',
      description:
        'want 9d7f3ac1e05b2846d1c0aa94f7be6d2350c18e4f72a96b0d3e5f81c2947ab06c, got 41e8b07d5c92fa36e10d7b48c5a3f92e6d01b87c4f5ea230961bd8c7e2f4a513 in part 0173 of 0420; object s3 orders/2026/11/20/part-0173.zst etag 7c9e6679f8de, run 01JD5W9Q2ZK7M3X8RB4T6VHN0C',
      labels: {
        run: '01JD5W9Q2ZK7M3X8RB4T6VHN0C',
        previous: '01JD3F5N8C2Y6Q1W0KX9SZV7GA',
        digest: 'b64:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA',
        trace: '4bf92f3577b34da6a3ce929d0e0e4736',
        part: '0173',
        region: 'eu-west-7',
        span: '00f067aa0ba902b7-a3ce929d0e0e',
      },
    },
  },
];
