/** The keys seen in OCP's targets (reference pages of V4.2.2, API samples); longer values may hold anything. */
const KEYS = [
  'agent_type',
  'alarm_template_id',
  'app',
  'app_cluster',
  'datasource',
  'device',
  'error_code',
  'exporter_addr',
  'filename',
  'host',
  'host_ip',
  'host_name',
  'keyword',
  'log_level',
  'mount_point',
  'ob_cluster',
  'ob_cluster_group',
  'ob_cluster_id',
  'ob_tenant',
  'obproxy_address',
  'obproxy_cluster',
  'obproxy_cluster_id',
  'obregion',
  'obzone',
  'ocp_ip',
  'odp_instance_id',
  'odp_schema',
  'process',
  'process_name',
  'rule',
  'server_type',
  'service',
  'session_id',
  'sql_id',
  'storage_url',
  'svr_ip',
  'svr_port',
  'table_name',
  'target_server',
  'tenant_name',
  'trace_id',
  'trans_hash',
] as const;

/** Values hold `:` and `=` themselves (URLs, hashes): a new pair begins only at a known key with its `=`. */
const PAIR_START = new RegExp(`(?:^|:)\\s*(${KEYS.join('|')})=`, 'g');

/** Longest target taken apart, in characters. */
const MAX_READ = 4_000;

/** The `key=value:key=value` pairs of a target, in order. Text that is none of them gives no pair. */
export function readTarget(target: string): ReadonlyMap<string, string> {
  const text = target.slice(0, MAX_READ);
  const starts = [...text.matchAll(PAIR_START)];
  const pairs = new Map<string, string>();
  for (const [index, start] of starts.entries()) {
    const value = text.slice(start.index + start[0].length, starts[index + 1]?.index).trim();
    const key = start[1] ?? '';
    if (value !== '' && !pairs.has(key)) pairs.set(key, value);
  }

  return pairs;
}

/** A target in OCP's form from what is known of the object, for bodies that carry no target. */
export function buildTarget(labels: ReadonlyMap<string, string>): string {
  const pairs: string[] = [];
  for (const [label, key] of TARGET_KEYS) {
    const value = labels.get(label);
    if (value !== undefined) pairs.push(`${key}=${value}`);
  }
  return pairs.join(':');
}

const TARGET_KEYS = [
  ['ob_cluster', 'ob_cluster'],
  ['ob_tenant', 'tenant_name'],
  ['app_cluster', 'app_cluster'],
  ['service', 'service'],
  ['host_ip', 'host'],
] as const;
