import { clipCharacters } from './cut.ts';

/** Longest compact target, in characters: more pushes the name out of a phone's preview. */
const MAX_PLACE_CHARACTERS = 64;

/** Keys that say where: their values make the compact target. */
const PLACE_KEYS = [
  'ob_cluster',
  'obregion',
  'obproxy_cluster',
  'app_cluster',
  'service',
  'ob_tenant',
  'tenant_name',
  'obzone',
  'svr_ip',
  'host_ip',
  'host',
  'host_name',
  'ocp_ip',
  'obproxy_address',
  'device',
  'mount_point',
  'process',
] as const;

/** Keys that say nothing to a person, so leaving them out loses nothing. */
const NOISE_KEYS: readonly string[] = ['alarm_template_id', 'ob_cluster_id', 'obproxy_cluster_id'];

/** Keys that are known to occur and belong to neither. */
const OTHER_KEYS = [
  'svr_port',
  'ob_cluster_group',
  'odp_instance_id',
  'odp_schema',
  'storage_url',
  'sql_id',
  'trans_hash',
  'session_id',
  'datasource',
  'table_name',
  'exporter_addr',
  'exporter_name',
  'rule',
] as const;

const KEYS = [...PLACE_KEYS, ...NOISE_KEYS, ...OTHER_KEYS];
const KEY = new RegExp(`(?:^|:)(${KEYS.join('|')})=`, 'g');

/**
 * The pairs of an OCP target (`ob_cluster=obcluster-1:svr_ip=192.0.2.10`), in
 * order; empty when it is none. Values may hold `:`, `=` and quotes
 * (`storage_url=file:///x`), so only a known key after a `:` starts a new pair.
 */
export function parseTarget(target: string): readonly (readonly [key: string, value: string])[] {
  const starts = [...target.matchAll(KEY)];
  if (starts[0]?.index !== 0) return [];

  return starts.map((start, i) => {
    const valueAt = start.index + start[0].length;
    return [start[1] ?? '', target.slice(valueAt, starts[i + 1]?.index ?? target.length)] as const;
  });
}

/** A target short enough for a title, and whether it says less than the whole. */
export interface Place {
  readonly text: string;
  readonly lossy: boolean;
}

/** `ob_cluster=obcluster-1:svr_ip=192.0.2.10` as `obcluster-1/192.0.2.10`; another shape stays as it is, on one line. */
export function compactTarget(target: string): Place {
  const pairs = parseTarget(target).filter(([key, value]) => value !== '' && !NOISE_KEYS.includes(key));
  if (pairs.length === 0) return clipped(target, false);

  const port = pairs.find(([key]) => key === 'svr_port')?.[1];
  const places = pairs.filter(([key]) => PLACE_KEYS.some((place) => place === key));
  if (places.length === 0) return clipped(pairs.map(([, value]) => value).join('/'), true);

  const values = [...new Set(places.map(([key, value]) => withPort(key, value, port)))];
  const left = pairs.some(([key]) => key !== 'svr_port' && !PLACE_KEYS.some((place) => place === key));
  return clipped(values.join('/'), left);
}

function withPort(key: string, value: string, port: string | undefined): string {
  return port !== undefined && (key === 'svr_ip' || key === 'host') ? `${value}:${port}` : value;
}

function clipped(text: string, lossy: boolean): Place {
  const line = text.replace(/\s+/g, ' ').trim();
  const short = clipCharacters(line, MAX_PLACE_CHARACTERS);
  return { text: short, lossy: lossy || short !== line };
}
