import type { Source } from './source.ts';
import { alertmanager } from './sources/alertmanager/alertmanager.ts';
import { cloudwatch } from './sources/cloudwatch/cloudwatch.ts';
import { grafana } from './sources/grafana/grafana.ts';
import { native } from './sources/native/native.ts';
import { nightingale } from './sources/nightingale/nightingale.ts';
import { ocp } from './sources/ocp/ocp.ts';
import { uptimeKuma } from './sources/uptime-kuma/uptime-kuma.ts';
import { zabbix } from './sources/zabbix/zabbix.ts';

/** Every format alerts come in. Adding one is a line here and a folder beside the others. */
export const SOURCES: readonly Source[] = [
  native,
  ocp,
  alertmanager,
  grafana,
  zabbix,
  nightingale,
  uptimeKuma,
  cloudwatch,
];

const BY_KIND: ReadonlyMap<string, Source> = new Map(SOURCES.map((source) => [source.kind, source]));

/** The source that reads a kind of request (`native` is `POST /v1/alerts` itself), or undefined for an unknown kind. */
export function sourceFor(kind: string): Source | undefined {
  return BY_KIND.get(kind);
}
