import type { Alert } from '#shared/alert/alert.ts';
import type { Level } from '#shared/alert/level.ts';
import type { Language } from '#shared/channels/channel.ts';
import type { DigestEntry, Note, ToldAlert } from '#shared/rendering/message.ts';
import type { MessageContent } from '#shared/rendering/render.ts';

/** 2026-11-21 03:10:32 in Shanghai. */
export const NOW = Date.parse('2026-11-20T19:10:32Z');

/** One message of the transcripts. */
export interface Scene {
  readonly heading: Readonly<Record<Language, string>>;
  content(language: Language): MessageContent;
  /** Lines about the message itself. */
  readonly notes?: readonly Note[];
  /** Where the full list is. */
  readonly link?: string;
  /** The soft limit of its channel's dispatcher, in bytes. */
  readonly softBytes?: number;
}

const minutes = (count: number): number => count * 60_000;
const at = (ms: number): string => new Date(ms).toISOString();
const word = (zhCn: string, zhTw: string, enUs: string): Readonly<Record<Language, string>> => ({
  zh_CN: zhCn,
  zh_TW: zhTw,
  en_US: enUs,
});

const UNREACHABLE = word('OB 服务器无法连接', 'OB 伺服器無法連線', 'OB server cannot be connected');
const MEMSTORE = word('OB 租户 MemStore 使用率超限', 'OB 租戶 MemStore 使用率超限', 'Tenant MemStore usage too high');
const CPU = word('OB 租户 CPU 使用率超限', 'OB 租戶 CPU 使用率超限', 'Tenant CPU usage too high');
const DISK = word('OB 服务器数据盘使用率超限', 'OB 伺服器資料磁碟使用率超限', 'Data disk usage too high');
const LOG = word('OB 日志告警', 'OB 日誌警示', 'OB log alert');
const SLOW = word('OB 租户存在慢 SQL', 'OB 租戶存在慢 SQL', 'Tenant has slow SQL');

const CONNECTION_REFUSED = word(
  '集群：obcluster-1，主机：192.0.2.10，告警：OB 服务器无法连接。连续 3 次连接 2881 端口失败。',
  '叢集：obcluster-1，主機：192.0.2.10，警示：OB 伺服器無法連線。連續 3 次連線 2881 埠失敗。',
  'Cluster obcluster-1, host 192.0.2.10: port 2881 refused the connection 3 times in a row.',
);
const MEMSTORE_FULL = word(
  '集群：obcluster-1，租户：pay，MemStore 使用率 91.4 % 超过阈值 85 %。',
  '叢集：obcluster-1，租戶：pay，MemStore 使用率 91.4 % 超過閾值 85 %。',
  'Cluster obcluster-1, tenant pay: MemStore usage 91.4 % exceeds the threshold of 85 %.',
);

function ocpAlert(language: Language, name: Readonly<Record<Language, string>>, changes: Partial<Alert> = {}): Alert {
  const target = changes.target ?? 'ob_cluster=obcluster-1:svr_ip=192.0.2.10';
  return {
    id: '1000160',
    source: 'ocp',
    name: name[language],
    level: 'down',
    status: 'firing',
    target,
    summary: `${target} ${name[language]}`,
    description: CONNECTION_REFUSED[language],
    activeAt: at(NOW - 75_000),
    url: 'http://ocp.example.com:8080/alarm/event/1000160',
    labels: { app_type: 'OB', ob_cluster: 'obcluster-1' },
    ...changes,
  };
}

function told(alert: Alert, changes: Partial<ToldAlert> = {}): ToldAlert {
  return { alert, change: 'new', occurrences: 1, sinceLast: 1, firstAt: NOW - 3_000, lastAt: NOW - 3_000, ...changes };
}

const prometheusAlert: Alert = {
  id: 'f3a9c1',
  source: 'alertmanager',
  name: 'HostOutOfDiskSpace',
  level: 'warning',
  status: 'firing',
  target: '192.0.2.21:9100',
  summary: 'Host out of disk space (instance 192.0.2.21:9100)',
  description: 'Disk is almost full (< 10% left)\n  VALUE = 8.73',
  activeAt: at(NOW - 330_000),
  url: 'http://prometheus.example.com:9090/graph?g0.expr=node_filesystem_avail_bytes+%3C+10',
  labels: { job: 'node', mountpoint: '/data' },
};

/** A log alert as OceanBase's logs make it: long, with quotes, URLs and a back trace. */
function logDescription(): string {
  const trace = Array.from({ length: 120 }, (_, i) => `0x${(0xa1b2c30 + i * 64).toString(16)}`).join(' ');
  return [
    '[2026-11-21 03:09:58.112233] ERROR issue_dba_error (ob_log.cpp:1875) [1888][T1002_L0_G0][Y0-0-0] errcode=-4013',
    'msg="no memory or reach tenant memory limit", tenant_id=1002, hold=17179869184, limit=17179869184',
    'see "http://192.0.2.50:8080/doc?code=4013&lang=zh"',
    `BACKTRACE: ${trace}`,
  ].join('\n');
}

function storm(language: Language): readonly DigestEntry[] {
  const kinds: readonly [Readonly<Record<Language, string>>, Level, number, string][] = [
    [UNREACHABLE, 'down', 5, 'ob_cluster=obcluster-1:svr_ip=192.0.2.'],
    [MEMSTORE, 'critical', 14, 'ob_cluster=obcluster-1:tenant_name=t'],
    [DISK, 'critical', 2, 'ob_cluster=obcluster-2:svr_ip=192.0.2.'],
    [CPU, 'warning', 412, 'ob_cluster=obcluster-1:tenant_name=t'],
    [SLOW, 'warning', 67, 'ob_cluster=obcluster-3:tenant_name=t'],
  ];
  const firing = kinds.flatMap(([name, level, count, target]) =>
    Array.from({ length: count }, (_, i) => ({
      level,
      name: name[language],
      target: `${target}${i + 11}`,
      status: 'firing' as const,
      isNew: i % 4 !== 3,
      since: NOW - 95_000 + (i % 90) * 1_000,
      ...(i === 3 && level !== 'warning' ? { rose: true as const } : {}),
      ...(i === 1 && level !== 'warning' ? { flapping: true as const } : {}),
    })),
  );
  const recovered = Array.from({ length: 9 }, (_, i) => ({
    level: 'critical' as const,
    name: DISK[language],
    target: `ob_cluster=obcluster-1:svr_ip=192.0.2.${i + 31}`,
    status: 'resolved' as const,
    isNew: i < 4,
    since: NOW - 20_000,
  }));
  return [...firing, ...recovered];
}

function aggregated(language: Language): readonly ToldAlert[] {
  const host = (n: number, id: number): Partial<Alert> => ({
    target: `ob_cluster=obcluster-1:svr_ip=192.0.2.${n}`,
    url: `http://ocp.example.com:8080/alarm/event/${id}`,
    description: CONNECTION_REFUSED[language].replace('192.0.2.10', `192.0.2.${n}`),
  });
  const over = { status: 'resolved', activeAt: at(NOW - minutes(9)), resolvedAt: at(NOW - 30_000) } as const;
  return [
    told(ocpAlert(language, UNREACHABLE, host(10, 1000160))),
    told(ocpAlert(language, UNREACHABLE, host(11, 1000161)), { change: 'refired', occurrences: 6, sinceLast: 6 }),
    told(ocpAlert(language, UNREACHABLE, { ...host(12, 1000162), ...over }), { change: 'recovered' }),
  ];
}

/** Every kind of message, in the order one meets them. */
export const SCENES: readonly Scene[] = [
  {
    heading: word('单条告警', '單則警示', 'One alert'),
    content: (language) => ({ kind: 'single', told: told(ocpAlert(language, UNREACHABLE)) }),
  },
  {
    heading: word('单条告警（Alertmanager）', '單則警示（Alertmanager）', 'One alert of Alertmanager'),
    content: () => ({ kind: 'single', told: told(prometheusAlert) }),
  },
  {
    heading: word('仍未恢复', '尚未恢復', 'Still firing'),
    content: (language) => ({
      kind: 'single',
      told: told(ocpAlert(language, UNREACHABLE, { activeAt: at(NOW - minutes(32)) }), {
        change: 'repeat',
        occurrences: 11,
        sinceLast: 3,
        firstAt: NOW - minutes(32),
      }),
    }),
  },
  {
    heading: word('级别升高', '級別升高', 'Raised'),
    content: (language) => ({
      kind: 'single',
      told: told(
        ocpAlert(language, MEMSTORE, {
          level: 'critical',
          target: 'alarm_template_id=0:ob_cluster=obcluster-1:tenant_name=pay',
          description: MEMSTORE_FULL[language],
          activeAt: at(NOW - minutes(14)),
        }),
        { change: 'escalated', toldLevel: 'warning', occurrences: 5, sinceLast: 2, firstAt: NOW - minutes(14) },
      ),
    }),
  },
  {
    heading: word('再次触发', '再次觸發', 'Firing again'),
    content: (language) => ({
      kind: 'single',
      told: told(ocpAlert(language, UNREACHABLE), { change: 'refired', occurrences: 4, sinceLast: 1 }),
    }),
  },
  {
    heading: word('延迟送达', '延遲送達', 'Delivered late'),
    content: (language) => ({
      kind: 'single',
      told: told(ocpAlert(language, UNREACHABLE, { activeAt: at(NOW - 505_000) }), {
        firstAt: NOW - 423_000,
        lateMs: 423_000,
      }),
    }),
  },
  {
    heading: word('抖动', '反覆', 'Flapping'),
    content: (language) => ({
      kind: 'single',
      told: told(ocpAlert(language, UNREACHABLE, { activeAt: at(NOW - 20_000) }), {
        change: 'refired',
        occurrences: 9,
        sinceLast: 2,
        flapping: { changes: 6, sinceMs: NOW - minutes(9) },
      }),
    }),
  },
  {
    heading: word('由备用通道代发', '由備用通道代發', 'Sent by the fallback channel'),
    notes: [
      { kind: 'for-channel', channel: 'dba-oncall' },
      { kind: 'cap-reached', period: 'hour', limit: 30, untilMs: Date.parse('2026-11-20T20:00:00Z') },
    ],
    content: (language) => ({
      kind: 'single',
      told: told(ocpAlert(language, UNREACHABLE), { firstAt: NOW - 180_000, lateMs: 180_000 }),
    }),
  },
  {
    heading: word('恢复', '恢復', 'Recovered'),
    content: (language) => ({
      kind: 'recovery',
      told: told(
        ocpAlert(language, UNREACHABLE, {
          status: 'resolved',
          activeAt: at(NOW - 740_000),
          resolvedAt: at(NOW - 2_000),
        }),
        { change: 'recovered', occurrences: 5, sinceLast: 1, firstAt: NOW - 735_000 },
      ),
    }),
  },
  {
    heading: word('通知发出前已恢复', '通知送出前已恢復', 'Recovered before it was told'),
    content: (language) => ({
      kind: 'recovery',
      told: told(
        ocpAlert(language, UNREACHABLE, {
          status: 'resolved',
          activeAt: at(NOW - 49_000),
          resolvedAt: at(NOW - 4_000),
        }),
        { change: 'fired-and-recovered', occurrences: 2, sinceLast: 2, firstAt: NOW - 45_000 },
      ),
    }),
  },
  {
    heading: word('多条告警', '多則警示', 'Several alerts'),
    content: (language) => ({ kind: 'aggregated', told: aggregated(language), groupBy: UNREACHABLE[language] }),
  },
  {
    softBytes: 6_000,
    link: 'https://tocsin.example.com/v1/alerts?delivery=0mi9fkkxc3f9a2c7d',
    heading: word('告警风暴摘要', '警示風暴摘要', 'Digest of a storm'),
    content: (language) => ({ kind: 'digest', entries: storm(language) }),
  },
  {
    softBytes: 6_000,
    heading: word('上限之后的汇总', '上限之後的彙總', 'What a cap had held'),
    notes: [
      { kind: 'held-by-cap', period: 'hour', sinceMs: NOW - minutes(31) },
      { kind: 'collapsed', count: 37, oldestAt: NOW - minutes(25 * 60) },
    ],
    content: (language) => ({
      kind: 'digest',
      entries: storm(language).filter(({ name }) => name === SLOW[language] || name === UNREACHABLE[language]),
      lateMs: minutes(31),
    }),
  },
  {
    softBytes: 6_000,
    heading: word('推送规则上限之后的汇总', '推送規則上限之後的彙總', 'What the limits of a push rule had held'),
    notes: [
      { kind: 'held-by-rule', rule: 'OCP', count: 3, sinceMs: NOW - minutes(31) },
      {
        ...{ kind: 'rule-reached', rule: 'OCP', period: 'day', limit: 20, over: 'hold' },
        untilMs: Date.parse('2026-11-21T16:00:00Z'),
      },
    ],
    content: (language) => ({
      kind: 'digest',
      entries: storm(language)
        .filter(({ name }) => name === SLOW[language])
        .slice(0, 3),
    }),
  },
  {
    softBytes: 900,
    heading: word(
      '截断的长描述（此处限 900 字节）',
      '截斷的長描述（此處限 900 位元組）',
      'A long description, cut (here to 900 bytes)',
    ),
    content: (language) => ({
      kind: 'single',
      told: told(
        ocpAlert(language, LOG, { level: 'critical', description: logDescription(), summary: 'errcode=-4013' }),
      ),
    }),
  },
  {
    heading: word('测试消息', '測試訊息', 'Test message'),
    content: () => ({ kind: 'test', channelName: 'dba-oncall' }),
  },
];
