import type { AdminDeps, PushExplanation } from '#functions/admin/deps.ts';
import type { ApiToken } from '#shared/access/api-token.ts';
import type { Alert } from '#shared/alert/alert.ts';
import type { AuditEntry } from '#shared/audit/audit-entry.ts';
import type { DeadLetter } from '#shared/dead-letters/dead-letter.ts';
import type { AlertRow } from '#shared/delivery/alert-row.ts';
import type { DeliveryCount } from '#shared/delivery/count-deliveries.ts';
import type { DeliveryDetail } from '#shared/delivery/ledger.ts';
import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import type { RobotStatus } from '#shared/pacing/robot-status.ts';
import type { PushSettings } from '#shared/routing/push-settings.ts';
import type { Silence } from '#shared/silences/silence.ts';
import type { Watchdogs } from '#shared/watchdogs/watchdogs.ts';
import { aChannel } from '#test/builders/channel.ts';
import { NOW_MS } from './fakes.ts';

const ALERT: Alert = {
  id: 'disk-7',
  source: 'native',
  name: 'Disk almost full',
  level: 'critical',
  status: 'firing',
  target: '192.0.2.10',
  summary: '',
  description: '',
  labels: {},
};

export const ROW: AlertRow = {
  id: 'disk-7',
  source: 'native',
  name: 'Disk almost full',
  level: 'critical',
  status: 'firing',
  target: '192.0.2.10',
  channel: '运维 1',
  state: 'waiting',
  reason: '',
  silence: null,
  inhibitedBy: null,
  silentSince: null,
  occurrences: 3,
  firstAt: NOW_MS - 60_000,
  lastAt: NOW_MS - 1_000,
  dueAt: NOW_MS + 5_000,
  deliveries: ['d-1'],
};

export const DELIVERY: DeliveryDetail = {
  id: 'd-1',
  channel: '运维 1',
  robot: '1',
  kind: 'single',
  outcome: 'unreachable',
  reason: 'dns',
  errcode: null,
  errmsg: '',
  attempt: 2,
  at: NOW_MS,
  latencyMs: 12,
  alertCount: 1,
  format: 'markdown',
  title: 'Disk almost full',
  text: '**Disk almost full**',
  alerts: ['disk-7'],
};

export const COUNT: DeliveryCount = {
  since: NOW_MS - 3_600_000,
  until: NOW_MS,
  outcomes: { delivered: 7, throttled: 1, misconfigured: 0, rejected: 0, unreachable: 2, unknown: 0 },
  alerts: 9,
};

export const DEAD_LETTER: DeadLetter = {
  id: 'dead-1',
  alert: 'disk-7',
  source: 'native',
  name: 'Disk almost full',
  level: 'critical',
  status: 'firing',
  target: '192.0.2.10',
  channel: '运维 1',
  reason: 'rejected: format (40008)',
  diedAt: NOW_MS,
  occurrences: 3,
  deliveries: ['d-1'],
};

export const ROBOT: RobotStatus = {
  channel: '运维 1',
  robot: '1',
  sentLastMinute: 2,
  limit: 20,
  mutedUntil: null,
  monthCount: 100,
  monthlyQuota: 3_000,
  quotaPool: null,
  health: 'healthy',
  since: null,
  advice: '',
};

const PUSH_SETTINGS: PushSettings = {
  defaultChannel: '运维 1',
  rules: [{ name: 'r', enabled: true, match: { atLeast: 'critical' }, channels: ['运维 1'], continue: false }],
};

const WATCHDOGS: Watchdogs = {
  silentAlerts: [{ source: 'prometheus', silentAfterMinutes: 720, policy: 'close' }],
  sources: [{ source: 'ocp', silentAfterMinutes: 30, channels: ['运维 1'], level: 'critical', repeatMinutes: 60 }],
};

const EXPLANATION: PushExplanation = {
  channels: [
    {
      ...{ channel: '运维 1', state: 'enabled', rule: 'r', why: 'rule' },
      ...{ window: 'held', until: '2026-11-30T01:00:00.000Z', recovery: 'off' },
      ...{ limits: { perHour: 5, over: 'hold' }, language: 'en_US' },
    },
  ],
  rules: [
    {
      ...{ rule: 'r', outcome: 'applies', channels: ['运维 1'], window: 'open', until: null, recovery: 'as-channel' },
      ...{ limits: null, language: null },
      parts: [{ part: 'atLeast', fits: true, wanted: ['critical'], given: 'down' }],
    },
  ],
};

export const SILENCE: Silence = {
  id: '0mi3w6qyo-1f9k2m4p7r0t',
  matchers: ['ob_cluster=obcluster-1'],
  channels: ['运维 1'],
  objectType: '租户',
  excludedObjects: ['*tenant_name=sys*'],
  startsAt: NOW_MS - 60_000,
  endsAt: NOW_MS + 3_600_000,
  daily: { from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai' },
  remark: 'upgrade',
  author: 'dba',
  createdAt: NOW_MS - 60_000,
  origin: 'api',
  endedAt: NOW_MS - 1_000,
  heldIn: ['运维 1'],
  suppressedCount: 3,
};

export const INHIBITION: InhibitionRule = {
  name: 'server down',
  sourceMatchers: ['level=down'],
  targetMatchers: ['level!=down'],
  equal: ['svr_ip'],
  channels: ['运维 1'],
  sourceTimeoutMs: 5_400_000,
};

export const TOKEN: ApiToken = {
  id: '8c6976e5b5410415',
  name: 'prometheus',
  scopes: ['ingest'],
  createdAt: NOW_MS,
  current: { hash: '2bb80d53'.repeat(8), since: NOW_MS },
  former: [{ hash: '4f8196ad'.repeat(8), until: NOW_MS + 60_000 }],
  revision: 2,
};

/** What was told with it. */
export const TOKEN_VALUE = 'tocsin_8c6976e5b5410415_fake-secret-of-a-token';

export const CHANNEL = aChannel({ name: '运维 1' });

export const VERDICT = {
  outcome: 'misconfigured',
  reason: 'sign',
  errcode: 310_000,
  errmsg: 'sign not match',
  advice: 'check the key',
} as const;

export const AUDIT_ENTRY: AuditEntry = {
  id: '0mwrz3a2b4k2j8x1q',
  at: NOW_MS,
  who: { kind: 'token', name: 'dba lead', id: '8c6976e5b5410415' },
  what: 'channel-replaced',
  object: '运维 1',
  outcome: 'unknown',
  changes: [{ field: 'limits.perMinute', before: 20, after: null }],
};

/** Parts that answer everything with success. */
export const WELL: Partial<AdminDeps> = {
  channels: {
    list: async () => [CHANNEL],
    get: async () => CHANNEL,
    create: async () => ({ kind: 'created', channel: CHANNEL, warnings: [], remarks: [] }),
    replace: async () => ({ kind: 'replaced', channel: CHANNEL, warnings: [], remarks: [] }),
    remove: async () => ({ kind: 'removed', warnings: [], remarks: [] }),
  },
  sendTest: async () => ({ kind: 'verdict', verdict: VERDICT }),
  sendTestDraft: async () => ({ kind: 'verdict', verdict: VERDICT }),
  listDeliveries: async () => ({ items: [DELIVERY], cursor: null }),
  countDeliveries: async () => ({ items: [COUNT], cursor: null }),
  getDelivery: async () => DELIVERY,
  listAlerts: async () => ({ items: [ROW], cursor: 'next' }),
  findAlert: async () => ({ kind: 'found', alert: ALERT, items: [] }),
  alertStory: async () => ({
    kind: 'found',
    alert: ALERT,
    rows: [ROW],
    story: [{ at: NOW_MS, what: 'accepted', channel: '运维 1', delivery: null, reason: '' }],
  }),
  deadLetters: {
    list: async () => ({ items: [DEAD_LETTER], cursor: 'next' }),
    replay: async () => ({ kind: 'replayed' }),
    replayMatching: async () => ({ replayed: 2, skipped: 1, cursor: null }),
  },
  pushSettings: {
    show: async () => PUSH_SETTINGS,
    replace: async () => ({ kind: 'replaced', settings: PUSH_SETTINGS, warnings: ['rules[0]: odd'] }),
    explain: async () => EXPLANATION,
  },
  inhibitions: {
    show: async () => [INHIBITION],
    replace: async () => ({ kind: 'replaced', rules: [INHIBITION] }),
  },
  watchdogs: {
    show: async () => WATCHDOGS,
    replace: async () => ({ kind: 'replaced', watchdogs: WATCHDOGS, warnings: ['sources[0]: odd'] }),
    sources: async () => [
      { source: 'ocp', state: 'silent', heardAtMs: NOW_MS - 60_000, silentSinceMs: NOW_MS - 60_000 },
      { source: 'prometheus', state: 'waiting' },
    ],
  },
  silences: {
    list: async () => [SILENCE],
    get: async () => SILENCE,
    create: async () => ({ kind: 'created', silence: SILENCE }),
    end: async () => 'ended',
  },
  tokens: {
    list: async () => [TOKEN],
    create: async () => ({ kind: 'created', token: TOKEN, value: TOKEN_VALUE }),
    rotate: async () => ({ kind: 'rotated', token: TOKEN, value: TOKEN_VALUE }),
    revoke: async () => ({ kind: 'revoked' }),
  },
  audit: async () => ({ items: [AUDIT_ENTRY], cursor: 'next' }),
  robots: async () => [ROBOT],
  health: async () => ({ store: 'ok', dispatcher: 'ok' }),
};
