import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Delivery, DeliveryDetail } from '#shared/delivery/ledger.ts';
import { bytes, needText, readBytes, type StoredItem, text } from './attribute-values.ts';

/**
 * Words most messages share. Deflate refers back to them: deliveries are kept
 * longest of all, and every byte of one is paid for in each of three months.
 * Changing this text makes stored messages unreadable: add a new version byte.
 */
const DICTIONARY_1 = Buffer.from(
  [
    'Resolved:  minutes  hours  seconds, Since: Times: Target: for [Open the alert](https://',
    '已恢复 累计次数  小时 首次发生 恢复时间 告警级别 告警对象 集群  租户 主机  使用率超过阈值 OceanBase OBServer obcluster-1 无法连接 服务器',
    '【提醒】【通知】【预警】【严重】【停服】【恢复】【警告】 · prod-1/192.0.2.10/10.0.0.1/alertmanager/monitoring/k8s',
    '[查看告警](https://ocp.example.com/alarm/event/ http://prometheus:9090/graph?g0.expr=&g0.tab=1)',
    ' +08:00，已持续 1 分 2 秒\\n\\n> :00 -:  \\n>  \\n- ',
    '","alerts":["","fellBack":"',
    '{"format":"text","title":"","text":"{"format":"markdown","title":"【","text":"### 【',
    '】 · \\n\\n- 开始：2026-11-',
  ].join(''),
);
const VERSION_1 = 1;

/** Bytes a message may unpack to: many times what any robot takes. */
const MAX_UNPACKED_BYTES = 1_000_000;

/** What most deliveries have in common and a row leaves out. */
const USUAL = { reason: '', errcode: 0, errmsg: 'ok', attempt: 1, alertCount: 1 } as const;

type Message = Omit<DeliveryDetail, keyof Delivery>;

/**
 * A delivery as the table keeps it: the row as JSON text, and apart from it the
 * message as sent, packed, since it is asked for one at a time.
 */
export function encodeDelivery(delivery: DeliveryDetail): Record<string, AttributeValue> {
  const row = rowOf(delivery);
  const kept = Object.entries(row).filter(([name, value]) => !(name in USUAL) || value !== usual(name));
  const message = Object.entries(delivery).filter(([name]) => !(name in row));

  return { row: text(JSON.stringify(Object.fromEntries(kept))), p: bytes(pack(Object.fromEntries(message))) };
}

/** Reads a delivery with its message, as this or the layout before it wrote it. */
export function decodeDelivery(item: StoredItem): DeliveryDetail {
  const row = { ...USUAL, ...(JSON.parse(needText(item, 'row')) as Pick<Delivery, 'id'>) } as Delivery;

  return { ...row, ...messageOf(item) };
}

/** A delivery without its message, as lists show it. */
export function rowOf(delivery: DeliveryDetail): Delivery {
  const { format: _f, title: _t, text: _x, alerts: _a, fellBack: _b, template: _v, manifestOf: _m, ...row } = delivery;
  return row;
}

function usual(name: string): unknown {
  return USUAL[name as keyof typeof USUAL];
}

function pack(message: object): Uint8Array {
  const packed = deflateRawSync(JSON.stringify(message), { dictionary: DICTIONARY_1, level: 9 });
  return Buffer.concat([Buffer.of(VERSION_1), packed]);
}

/** Layout 1 kept the message without a dictionary, in an attribute of its own. */
function messageOf(item: StoredItem): Message {
  const [packed, former] = [readBytes(item, 'p'), readBytes(item, 'msg')];
  const limit = { maxOutputLength: MAX_UNPACKED_BYTES };
  const json =
    packed === undefined
      ? inflateRawSync(former ?? deflateRawSync('{}'), limit)
      : inflateRawSync(packed.subarray(1), { ...limit, dictionary: DICTIONARY_1 });

  return JSON.parse(json.toString()) as Message;
}
