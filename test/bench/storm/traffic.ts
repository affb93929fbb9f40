import { RULES } from '#local/demo/rules.ts';
import type { Level } from '#shared/alert/level.ts';
import type { StormVariant } from './variants.ts';

/** One alert of a storm: when it is sent after the beginning, where to, and what. */
export interface StormAlert {
  readonly atMs: number;
  readonly id: string;
  readonly channel: string;
  readonly level: Level;
  /** The alert as JSON for `POST /v1/alerts`. */
  readonly body: string;
}

/** What the traffic of a storm depends on. */
export type Traffic = Pick<StormVariant, 'alerts' | 'overMs' | 'channels' | 'downs'>;

/** Names of a variant's channels. */
export function channelNames({ channels }: Pick<StormVariant, 'channels'>): readonly string[] {
  return Array.from({ length: channels }, (_, at) => `group-${at + 1}`);
}

/**
 * All alerts of a storm in order of time: every one different, spread evenly
 * over its length, the levels mixed.
 */
export function stormTraffic(variant: Traffic, random: () => number): readonly StormAlert[] {
  const { alerts, overMs, downs } = variant;
  const channels = channelNames(variant);
  const hasDowns = downs === 'two-percent';
  const common = Array.from({ length: alerts }, (_, index) =>
    stormAlert(index, (index * overMs) / alerts, channels[index % channels.length] ?? '', levelOf(index, hasDowns)),
  );
  const lone = hasDowns ? [] : loneMoments(downs.lone, overMs, random);

  return [...common, ...lone.map((atMs, at) => stormAlert(alerts + at, atMs, channels[0] ?? '', 'down'))].toSorted(
    (a, b) => a.atMs - b.atMs,
  );
}

/** Of a hundred: 2 down (or none, and critical instead), 8 critical, 50 warning, 25 caution, 15 info, well mixed. */
function levelOf(index: number, hasDowns: boolean): Level {
  const place = (index * 37) % 100;
  if (place < 2) return hasDowns ? 'down' : 'critical';
  if (place < 10) return 'critical';
  if (place < 60) return 'warning';

  return place < 85 ? 'caution' : 'info';
}

/** One moment at random in each equal part of the storm. */
function loneMoments(count: number, overMs: number, random: () => number): readonly number[] {
  return Array.from({ length: count }, (_, at) => ((at + random()) * overMs) / count);
}

function stormAlert(index: number, atMs: number, channel: string, level: Level): StormAlert {
  const rules = RULES[level];
  const rule = rules[index % rules.length] ?? rules[0];
  const [cluster, tenant, host] = [`obcluster-${1 + (index % 12)}`, `tenant_${index}`, `192.0.2.${1 + (index % 250)}`];
  const id = `storm-${String(index).padStart(5, '0')}`;
  const alert = {
    id,
    name: rule.name,
    level,
    target: rule.about === 'host' ? `${host}:${2_882 + index}` : `${cluster}/${tenant}`,
    summary: `${cluster} ${tenant}: ${rule.name}, ${60 + (index % 40)} %`,
    description: `集群：${cluster}，租户：${tenant}，主机：${host}，告警：${rule.name}。`,
    labels: {
      alarm_type: rule.type,
      ob_cluster: cluster,
      tenant_name: tenant,
      host_ip: host,
      event_id: `${index * 7_919}`,
    },
  };

  return { atMs, id, channel, level, body: JSON.stringify(alert) };
}
