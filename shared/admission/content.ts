import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Alert } from '../alert/alert.ts';
import { isLevel } from '../alert/level.ts';

/**
 * Words most alerts share. Deflate refers back to them, which keeps an
 * ordinary alert and its bookkeeping below the 1 KB one write unit pays for.
 * Changing this text makes stored alerts unreadable: add a new version byte.
 */
const DICTIONARY_1 = Buffer.from(
  [
    '"labels":{"alertname":"","instance":"","job":"","severity":"critical","severity":"warning","namespace":"","pod":"',
    '"container":"","cluster":"","prometheus":"monitoring/k8s","service":"","node":"","device":"","mountpoint":"/',
    '"alarm_type":"","app_type":"OB","alarm_scope":"","ob_cluster":"obcluster-1","ob_cluster_id":"","ob_tenant":"sys',
    '"host_ip":"192.168.","svr_ip":"10.0.","tenant_name":"","error_code":"","obproxy_cluster":"","alarm_template_id',
    'ob_cluster=:tenant_name=:svr_ip=:host= exceeds threshold 超过阈值 告警 服务器 集群 租户 使用率超限 OceanBase',
    '","source":"alertmanager","source":"ocp","source":"native","url":"http://prometheus:9090/graph?g0.expr=&g0.tab=1',
    '","url":"https:///alarm/event/","group":"{}:{alertname=\\"","status":"firing","status":"resolved","target":"',
    '","summary":"","description":"","resolvedAt":"2026-","updatedAt":"2026-","activeAt":"2026-01-01T00:00:00.000Z"',
    ',"level":"down","level":"critical","level":"warning","level":"caution","level":"info",{"id":"","name":"',
  ].join(''),
);
const VERSION_1 = 1;

/** Packs an alert for the table: one version byte, then deflate. */
export function packContent(alert: Alert): Uint8Array {
  const packed = deflateRawSync(JSON.stringify(alert), { dictionary: DICTIONARY_1, level: 6 });

  return Buffer.concat([Buffer.of(VERSION_1), packed]);
}

/** Bytes content may unpack to: many times what is kept of an alert, and little enough for any worker. */
const MAX_UNPACKED_BYTES = 1_000_000;

/** Reads what `packContent` wrote, or undefined when it can't: the brief then speaks for the alert. */
export function unpackContent(content: Uint8Array): Alert | undefined {
  if (content[0] !== VERSION_1) return undefined;
  try {
    const unpacked = inflateRawSync(content.subarray(1), {
      dictionary: DICTIONARY_1,
      maxOutputLength: MAX_UNPACKED_BYTES,
    });
    const alert: unknown = JSON.parse(unpacked.toString());
    return isAlert(alert) ? alert : undefined;
  } catch {
    return undefined;
  }
}

const TEXTS = ['id', 'source', 'name', 'target', 'summary', 'description'] as const;
const OPTIONAL_TEXTS = ['activeAt', 'updatedAt', 'resolvedAt', 'url', 'group', 'masked'] as const;

/** Whether every field is of its kind: what follows trusts an alert's shape, and one odd item must not stop the others. */
function isAlert(value: unknown): value is Alert {
  if (!isRecord(value) || !isRecord(value['labels']) || !isLevel(value['level'])) return false;
  const isText = (one: unknown) => typeof one === 'string';

  return (
    (value['status'] === 'firing' || value['status'] === 'resolved') &&
    TEXTS.every((name) => isText(value[name])) &&
    OPTIONAL_TEXTS.every((name) => value[name] === undefined || isText(value[name])) &&
    Object.values(value['labels']).every(isText) &&
    (value['people'] === undefined || isPeople(value['people'])) &&
    (value['verbatim'] === undefined || isVerbatim(value['verbatim']))
  );
}

function isPeople(value: unknown): boolean {
  return isRecord(value) && isProduct(value['product']) && isTexts(value['mobiles']) && isTexts(value['userIds']);
}

function isVerbatim(value: unknown): boolean {
  return isRecord(value) && isProduct(value['product']) && typeof value['body'] === 'string';
}

function isProduct(value: unknown): boolean {
  return value === 'dingtalk' || value === 'wecom';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
