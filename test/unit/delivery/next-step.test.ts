import { describe, expect, test } from 'vitest';
import { decideNextStep, type NextStep, type StepContext } from '#shared/delivery/next-step.ts';
import type { MisconfiguredReason, Outcome, RejectedReason, UnreachableReason } from '#shared/delivery/outcome.ts';
import type { LaneMessage } from '#shared/pacing/lane.ts';
import { DINGTALK_ANSWERS } from '#shared/robots/dingtalk/answers.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { WECOM_ANSWERS } from '#shared/robots/wecom/answers.ts';

const NOW = Date.UTC(2026, 10, 21);
const SINGLE: LaneMessage = { id: 'm', kind: 'single', channel: 'dba', attempt: 1 };
/** A first failure; the jitter is in its middle, where it changes nothing. */
const FIRST: StepContext = { message: SINGLE, failures: 0, nowMs: NOW, random: 0.5 };

/** A step in a few words: what, and after how many seconds. */
function inWords(step: NextStep): string {
  switch (step.kind) {
    case 'acknowledge':
      return 'acknowledge';
    case 'mute':
      return `mute ${(step.untilMs - NOW) / 1000} s`;
    case 'retry':
    case 'again':
    case 'probe':
      return `${step.kind} in ${(step.atMs - NOW) / 1000} s`;
    case 'simplify':
      return `say it ${step.as}`;
    case 'bury':
      return `bury: ${step.reason}`;
    default:
      return step satisfies never;
  }
}

function nextOf(outcome: Outcome, context: Partial<StepContext> = {}): string {
  return inWords(decideNextStep(outcome, { ...FIRST, ...context }));
}

function reasonIn(outcome: Outcome): string {
  const limited = outcome.kind === 'throttled' ? ` for ${outcome.retryAfterMs / 1000} s` : '';
  return 'reason' in outcome ? `${outcome.kind}: ${outcome.reason}${limited}` : outcome.kind;
}

/** The rows of a table that the compiler holds to be complete. */
function entriesOf<Key extends string>(table: Readonly<Record<Key, string>>): readonly (readonly [Key, string])[] {
  return Object.entries<string>(table) as [Key, string][];
}

type Row = readonly [answer: string, errmsg: string, outcome: string, next: string];

const TOO_FAST = 'send too fast, exceed 20 times per minute';
const SHORTEN = ['rejected: too-long', 'say it plain'] as const;
const REWRITE = ['rejected: format', 'say it plain'] as const;
const DEFANG = ['rejected: content-filter', 'say it plain'] as const;
const FILL = ['rejected: empty', 'say it plain'] as const;
const MUTED = ['throttled: robot-rate for 600 s', 'mute 600 s'] as const;
const BUSY = ['unreachable: busy', 'retry in 5 s'] as const;
const BAD_TOKEN = ['misconfigured: token', 'probe in 60 s'] as const;
const NO_QUOTA = ['misconfigured: quota', 'probe in 3600 s'] as const;

/** What DingTalk's custom robots are documented to answer, or were seen to. */
const DINGTALK: readonly Row[] = [
  ['0', 'ok', 'delivered', 'acknowledge'],
  ['"0"', 'ok', 'delivered', 'acknowledge'],
  ['-1', '系统繁忙', ...BUSY],
  ['40035', '缺少参数 json', ...REWRITE],
  ['40035', '缺少参数 access_token', ...BAD_TOKEN],
  ['43002', '需要POST请求', ...REWRITE],
  ['43004', '无效的HTTP HEADER Content-Type', ...REWRITE],
  ['43005', '需要JSON', ...REWRITE],
  ['43009', '需要JSON', ...REWRITE],
  ['90002', '全局限流', 'throttled: platform-rate for 5 s', 'mute 5 s'],
  ['90018', '应用限流', 'throttled: platform-rate for 1 s', 'mute 1 s'],
  ['90020', '本月调用量已用完', ...NO_QUOTA],
  ['90030', 'webhook over limit', ...NO_QUOTA],
  ['101002', 'message is too long', ...SHORTEN],
  ['130101', TOO_FAST, ...MUTED],
  ['130102', '', ...MUTED],
  ['130103', '', ...MUTED],
  ['300001', 'token is not exist', ...BAD_TOKEN],
  ['300001', 'message param title or text is null ', ...FILL],
  ['300001', 'called too frequently', ...MUTED],
  ['300005', 'token is not exist', ...BAD_TOKEN],
  ['310000', 'keywords not in content', 'misconfigured: keyword', 'probe in 60 s'],
  ['310000', 'sign not match', 'misconfigured: sign', 'probe in 60 s'],
  ['310000', 'invalid timestamp', 'rejected: clock', 'retry in 0 s'],
  ['310000', 'ip 192.0.2.7 not in whitelist', 'misconfigured: ip', 'probe in 60 s'],
  ['310000', 'something new', 'misconfigured: security', 'probe in 60 s'],
  ['400013', '群已被解散', 'misconfigured: group-gone', 'probe in 60 s'],
  ['400101', 'access_token不存在', ...BAD_TOKEN],
  ['400102', '机器人已经停用或者未启用', 'misconfigured: robot-disabled', 'probe in 60 s'],
  ['400105', '不支持的消息类型', ...REWRITE],
  ['400106', '机器人不存在', 'misconfigured: robot-removed', 'probe in 60 s'],
  ['410100', '发送速度太快而限流', ...MUTED],
  ['430101', '含有不安全的外链', ...DEFANG],
  ['430102', '含有不合适的文本', ...DEFANG],
  ['430103', '含有不合适的图片', ...DEFANG],
  ['430104', '含有不合适的内容', ...DEFANG],
  ['460101', 'message too long, exceed 20000 bytes', ...SHORTEN],
  ['660026', 'sending too many messages per minute', ...MUTED],
  ['999999', 'something new', 'rejected: other', 'say it plain'],
];

/** What WeCom's group robots are documented to answer, or were seen to. */
const WECOM: readonly Row[] = [
  ['0', 'ok', 'delivered', 'acknowledge'],
  ['0', 'ok. Warning: wrong json format. ', 'delivered', 'acknowledge'],
  ['-1', 'system busy', ...BUSY],
  ['6000', 'data version conflict', ...BUSY],
  ['40004', 'invalid media type', ...REWRITE],
  ['40005', 'invalid file type', ...REWRITE],
  ['40006', 'invalid media size', ...REWRITE],
  ['40007', 'invalid media_id', ...REWRITE],
  ['40008', 'invalid message type', ...REWRITE],
  ['40009', 'invalid image size', ...REWRITE],
  ['40033', 'invalid charset', ...REWRITE],
  ['40035', 'invalid parameter', ...REWRITE],
  ['40039', 'invalid url size', ...SHORTEN],
  ['40058', 'markdown.content exceed max length 4096', ...SHORTEN],
  ['40058', 'invalid Request Parameter', ...REWRITE],
  ['40063', 'some parameters are empty', ...FILL],
  ['40123', 'invalid image format', ...REWRITE],
  ['44004', 'empty content', ...FILL],
  ['45001', 'media size out of limit', ...SHORTEN],
  ['45002', 'content size out of limit', ...SHORTEN],
  ['45007', 'playtime out of limit', ...SHORTEN],
  ['45008', 'article size out of limit', ...SHORTEN],
  ['45009', 'api freq out of limit', 'throttled: robot-rate for 60 s', 'mute 60 s'],
  ['45033', 'api concurrent out of limit', 'throttled: concurrency for 3 s', 'mute 3 s'],
  ['45034', 'url must have scheme', ...REWRITE],
  ['93000', 'invalid webhook url', ...BAD_TOKEN],
  ['93000', 'Invalid input : content exceed max length', ...SHORTEN],
  ['93004', 'robot is stopped', 'misconfigured: robot-disabled', 'probe in 60 s'],
  ['93008', 'not in group', 'misconfigured: robot-removed', 'probe in 60 s'],
  ['301016', 'invalid voice file', ...REWRITE],
  ['301017', 'voice file must be amr', ...REWRITE],
  ['888888', 'something new', 'rejected: other', 'say it plain'],
];

describe.each([
  ['dingtalk' as const, DINGTALK, DINGTALK_ANSWERS],
  ['wecom' as const, WECOM, WECOM_ANSWERS],
])('%s, asked for the first time, answers', (product, rows, { meanings }) => {
  test.each(rows)('%s “%s”: that is “%s”, and next comes “%s”', (errcode, errmsg, outcome, next) => {
    const body = `{"errcode":${errcode},"errmsg":${JSON.stringify(errmsg)}}`;
    const answered = robotFor(product).interpret({ status: 200, body });

    expect([reasonIn(answered), nextOf(answered)]).toEqual([outcome, next]);
  });

  test('nothing that is known of it and not in this table', () => {
    const listed = new Set(rows.map(([errcode]) => errcode));

    expect(Object.keys(meanings).filter((errcode) => !listed.has(errcode))).toEqual([]);
  });
});

const X5 = '"status":1111,"wait":5,"source":"x5","punish":"deny"';

test.each<readonly ['dingtalk' | 'wecom', number, string, string, string]>([
  ['dingtalk', 200, `{${X5}}`, 'throttled: flood-guard for 600 s', 'mute 600 s'],
  ['dingtalk', 200, `{${X5},"errcode":130101,"errmsg":"${TOO_FAST}"}`, ...MUTED],
  ['dingtalk', 200, '<html>banned</html>', 'unreachable: not-json', 'retry in 5 s'],
  ['dingtalk', 302, '', 'unreachable: not-json', 'retry in 5 s'],
  ['wecom', 407, '', 'unreachable: proxy', 'retry in 5 s'],
  ['dingtalk', 429, '', ...MUTED],
  ['wecom', 429, '', 'throttled: robot-rate for 60 s', 'mute 60 s'],
  ['dingtalk', 500, '{"errcode":1,"errmsg":"?"}', 'unreachable: server-error', 'retry in 5 s'],
  ['wecom', 502, '<html>bad gateway</html>', 'unreachable: server-error', 'retry in 5 s'],
  ['dingtalk', 502, '{"errcode":0,"errmsg":"ok"}', 'unknown: contradictory-answer', 'again in 5 s'],
  ['wecom', 200, '', 'unknown: empty-answer', 'again in 5 s'],
  ['wecom', 200, '{}', 'unknown: no-errcode', 'again in 5 s'],
  ['dingtalk', 200, '{"errcode":0,"errm', 'unknown: unreadable-answer', 'again in 5 s'],
  ['wecom', 403, '', 'rejected: other', 'say it plain'],
])(
  '%s answering %d %s without a code of its own is “%s”, and next comes “%s”',
  (product, status, body, outcome, next) => {
    const answered = robotFor(product).interpret({ status, body });

    expect([reasonIn(answered), nextOf(answered)]).toEqual([outcome, next]);
  },
);

describe('every reason has its step', () => {
  const misconfigured: Readonly<Record<MisconfiguredReason, string>> = {
    token: 'probe in 60 s',
    sign: 'probe in 60 s',
    keyword: 'probe in 60 s',
    ip: 'probe in 60 s',
    'robot-disabled': 'probe in 60 s',
    'robot-removed': 'probe in 60 s',
    'group-gone': 'probe in 60 s',
    quota: 'probe in 3600 s',
    'secret-missing': 'probe in 60 s',
    security: 'probe in 60 s',
  };
  const unreachable: Readonly<Record<UnreachableReason, string>> = {
    dns: 'retry in 5 s',
    refused: 'retry in 5 s',
    proxy: 'retry in 5 s',
    tls: 'retry in 5 s',
    timeout: 'retry in 5 s',
    'address-forbidden': 'retry in 5 s',
    network: 'retry in 5 s',
    'server-error': 'retry in 5 s',
    busy: 'retry in 5 s',
    'not-json': 'retry in 5 s',
  };
  const rejected: Readonly<Record<RejectedReason, string>> = {
    'too-long': 'say it plain',
    'content-filter': 'say it plain',
    clock: 'retry in 0 s',
    empty: 'say it plain',
    format: 'say it plain',
    'response-check': 'again in 5 s',
    other: 'say it plain',
  };
  const outcomes: readonly (readonly [Outcome, string])[] = [
    [{ kind: 'delivered' }, 'acknowledge'],
    [{ kind: 'throttled', reason: 'robot-rate', retryAfterMs: 90_000 }, 'mute 90 s'],
    [{ kind: 'unknown', reason: 'no-answer' }, 'again in 5 s'],
    ...entriesOf(misconfigured).map(([reason, next]) => [{ kind: 'misconfigured', reason }, next] as const),
    ...entriesOf(unreachable).map(([reason, next]) => [{ kind: 'unreachable', reason }, next] as const),
    ...entriesOf(rejected).map(([reason, next]) => [{ kind: 'rejected', reason }, next] as const),
  ];

  test.each(outcomes.map(([outcome, next]) => [reasonIn(outcome), next, outcome] as const))(
    'after “%s” comes “%s”',
    (_, next, outcome) => {
      expect(nextOf(outcome)).toBe(next);
    },
  );
});

describe('what a robot refuses', () => {
  const refused: Outcome = { kind: 'rejected', reason: 'content-filter', errcode: 430102 };

  test.each<readonly [string, LaneMessage, string]>([
    ['is said in plain words', SINGLE, 'say it plain'],
    ['in plain words is told as a count', { ...SINGLE, simpler: 'plain' }, 'say it counts'],
    [
      'as a count is given up with its reason',
      { ...SINGLE, simpler: 'counts' },
      'bury: rejected: content-filter (430102)',
    ],
    ['of a mention is said in plain words', { ...SINGLE, kind: 'mention' }, 'say it plain'],
    [
      'of a mention in plain words is given up: there is nothing to count',
      { ...SINGLE, kind: 'mention', simpler: 'plain' },
      'bury: rejected: content-filter (430102)',
    ],
  ])('%s', (_, message, next) => {
    expect(nextOf(refused, { message })).toBe(next);
    expect(nextOf(refused, { message, failures: 7 })).toBe(next);
  });

  test('without a code is given up without one', () => {
    const message: LaneMessage = { ...SINGLE, simpler: 'counts' };

    expect(nextOf({ kind: 'rejected', reason: 'other' }, { message })).toBe('bury: rejected: other');
  });

  test('because of our clock is tried at once on the robot’s own, twice; then it is another trouble', () => {
    const clock: Outcome = { kind: 'rejected', reason: 'clock' };

    expect([0, 1, 2, 3].map((failures) => nextOf(clock, { failures }))).toEqual([
      'retry in 0 s',
      'retry in 0 s',
      'retry in 20 s',
      'retry in 40 s',
    ]);
  });

  test('only the channel’s own check may have been delivered: it is sent again as it is, once, and never in other words', () => {
    const mismatch: Outcome = { kind: 'rejected', reason: 'response-check', errcode: 0 };

    expect(nextOf(mismatch)).toBe('again in 5 s');
    expect(nextOf(mismatch, { failures: 1 })).toBe('bury: rejected: response-check (0)');
    expect(nextOf(mismatch, { failures: 1, message: { ...SINGLE, simpler: 'plain' } })).toBe(
      'bury: rejected: response-check (0)',
    );
  });

  test('may have been shown all the same only where it was the channel’s own check that did', () => {
    const mismatch: Outcome = { kind: 'rejected', reason: 'response-check', errcode: 0 };
    const given = { ...FIRST, message: { ...SINGLE, simpler: 'counts' }, failures: 1 } as const;

    expect(decideNextStep(mismatch, given)).toMatchObject({ kind: 'bury', maybeShown: true });
    expect(decideNextStep(refused, given)).not.toHaveProperty('maybeShown');
  });
});

describe('waiting', () => {
  const dns: Outcome = { kind: 'unreachable', reason: 'dns' };

  test('doubles with each failure in a row, up to five minutes', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 50, 5_000].map((failures) => nextOf(dns, { failures }))).toEqual(
      [5, 10, 20, 40, 80, 160, 300, 300, 300, 300].map((seconds) => `retry in ${seconds} s`),
    );
  });

  test('for a person to change something starts with a minute', () => {
    const token: Outcome = { kind: 'misconfigured', reason: 'token' };

    expect([0, 1, 2, 3].map((failures) => nextOf(token, { failures }))).toEqual(
      [60, 120, 240, 300].map((seconds) => `probe in ${seconds} s`),
    );
  });

  test('for a month’s quota is an hour each time', () => {
    expect(nextOf({ kind: 'misconfigured', reason: 'quota' }, { failures: 9 })).toBe('probe in 3600 s');
  });

  test('is a fifth shorter or longer by chance, so that many robots are not tried in step', () => {
    expect(nextOf(dns, { random: 0 })).toBe('retry in 4 s');
    expect(nextOf(dns, { random: 1 })).toBe('retry in 6 s');
    expect(nextOf({ kind: 'misconfigured', reason: 'quota' }, { random: 0 })).toBe('probe in 2880 s');
    expect(nextOf(dns, { random: 0.123456 })).toBe('retry in 4.247 s');
  });

  test('out a throttle is as long as the robot says, without chance', () => {
    expect(nextOf({ kind: 'throttled', reason: 'robot-rate', retryAfterMs: 600_000 }, { random: 1, failures: 9 })).toBe(
      'mute 600 s',
    );
  });
});
