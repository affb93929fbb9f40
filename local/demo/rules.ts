import type { Level } from '#shared/alert/level.ts';

/** A built-in rule of OCP that the demo plays: machine name, display name, and what its target names. */
export interface Rule {
  readonly type: string;
  readonly name: string;
  readonly about: 'host' | 'tenant' | 'cluster';
}

/** OCP's Chinese words for levels, as its notifications carry them. */
export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  down: '停服',
  critical: '严重',
  warning: '警告',
  caution: '注意',
  info: '提醒',
};

/** A tenant's MemStore over its threshold: the rule whose level rises in the calm act. */
export const MEMSTORE_RULE: Rule = {
  type: 'tenant_memstore_percent_over_threshold',
  name: 'OB 租户 MemStore 使用率超限',
  about: 'tenant',
};

/** Rules by the level they fire at, from OCP V4.2.2's list of built-in alarms. */
export const RULES: Readonly<Record<Level, readonly [Rule, ...Rule[]]>> = {
  down: [
    { type: 'ob_cannot_connected', name: 'OB 服务器无法连接', about: 'host' },
    { type: 'host_unavailable', name: '主机不可用', about: 'host' },
  ],
  critical: [
    { type: 'ob_host_disk_readonly', name: 'OB 服务器磁盘只读', about: 'host' },
    { type: 'ob_server_sstable_percent_over_threshold', name: 'OB 服务器数据盘使用率超限', about: 'host' },
    { type: 'ob_cluster_no_merge', name: 'OB 集群长时间未合并', about: 'cluster' },
    { type: 'tenant_active_memstore_percent_over_threshold', name: 'OB 租户活跃内存百分比超限', about: 'tenant' },
  ],
  warning: [
    { type: 'tenant_cpu_percent_over_threshold', name: 'OB 租户 CPU 使用率超限', about: 'tenant' },
    MEMSTORE_RULE,
    { type: 'ob_tenant_slow_sql_exists', name: 'OB 租户存在慢 SQL', about: 'tenant' },
  ],
  caution: [
    { type: 'ob_cpu_assigned_percent_over_threshold', name: 'OB 已经分配给租户的 CPU 占比超限', about: 'host' },
    { type: 'ob_mem_assigned_percent_over_threshold', name: 'OB 已经分配给租户的内存占比超限', about: 'host' },
  ],
  info: [{ type: 'ob_tenant_operation_info', name: 'OB 租户运维操作提醒', about: 'tenant' }],
};
