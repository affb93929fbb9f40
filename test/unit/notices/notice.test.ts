import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/channels/channel.ts';
import { adviceFor } from '#shared/delivery/advice.ts';
import { type Notice, noticeAlert } from '#shared/notices/notice.ts';
import { operatorText } from '#shared/notices/operator-text.ts';

const DEAD: Notice = { kind: 'dead-letters', channel: '运维 1', count: 37, reason: 'too old: every robot failed' };
const ROBOT: Notice = { kind: 'robot-misconfigured', channel: 'dba', robot: '2', reason: 'sign' };
const QUOTA: Extract<Notice, { kind: 'quota' }> = {
  kind: 'quota',
  pool: 'pool/corp-a',
  used: 2_100,
  limit: 3_000,
  level: 70,
  month: '2026-11',
};

const SILENT: Extract<Notice, { kind: 'source-silent' | 'source-spoke' }> = {
  kind: 'source-silent',
  source: 'ocp-1',
  level: 'critical',
  sinceMs: Date.UTC(2026, 10, 21, 1),
  nowMs: Date.UTC(2026, 10, 21, 2, 31, 59),
  afterMinutes: 30,
  heard: true,
};

const OPEN: Extract<Notice, { kind: 'alerts-silent' }> = {
  kind: 'alerts-silent',
  channel: '运维 1',
  what: 'named',
  count: 3,
  examples: ['disk full · db-1', 'lag · db-2'],
  set: 'one',
};

describe.each(LANGUAGES)('in %s', (language) => {
  test.each([
    DEAD,
    ROBOT,
    SILENT,
    { ...SILENT, heard: false },
    OPEN,
    { ...OPEN, what: 'closed' },
    QUOTA,
    { ...QUOTA, level: 90 },
    { ...QUOTA, level: 100, limit: null },
  ] as const)('the notice $kind $level is an alert of our own with a name, a summary and what to do', (notice) => {
    const alert = noticeAlert(notice, language);

    expect(alert).toMatchObject({ source: 'tocsin', status: 'firing', labels: {} });
    for (const text of [alert.id, alert.name, alert.target, alert.summary, alert.description]) {
      expect(text).not.toBe('');
      expect(text).not.toMatch(/undefined|null|\[object/);
    }
  });

  test('dead letters are told with their number, their reason and how to send them again', () => {
    const { summary, description, target } = noticeAlert(DEAD, language);

    expect(summary).toContain('37');
    expect(summary).toContain('too old: every robot failed');
    expect(target).toBe('运维 1');
    expect(description).toContain(`GET /v1/dead-letters?channel=${encodeURIComponent('运维 1')}`);
    expect(description).toContain('POST /v1/dead-letters/replay {"channel":"运维 1"}');
  });

  test('a misconfigured robot is told with the advice that GET /v1/robots gives', () => {
    const { description, target } = noticeAlert(ROBOT, language);

    expect(description).toBe(adviceFor({ kind: 'misconfigured', reason: 'sign' }, language));
    expect(target).toBe('dba/2');
  });

  test('a silent source is told by its name, with how long to the minute, and what that means', () => {
    const { target, summary, description, activeAt } = noticeAlert(SILENT, language);

    expect(target).toBe('ocp-1');
    expect(activeAt).toBe('2026-11-21T01:00:00.000Z');
    expect(summary).toMatch(/ocp-1/);
    expect(summary).toMatch(/1 (h|小时|小時) 31 (min|分)/);
    expect(summary).toContain('30');
    expect(description).toMatch(/401/);
    expect(noticeAlert({ ...SILENT, heard: false }, language).summary).not.toBe(summary);
  });

  test('alerts without a word are counted and called by name, and never said to be over', () => {
    const [open, closed] = [OPEN, { ...OPEN, what: 'closed' } as const].map((notice) => noticeAlert(notice, language));

    for (const alert of [open, closed]) {
      expect(alert?.summary).toMatch(/3.*disk full · db-1.*lag · db-2/);
      expect(alert?.description).toContain(`GET /v1/alerts?channel=${encodeURIComponent('运维 1')}&`);
    }
    expect(closed?.description).toMatch(/不代表故障已消除|這不代表故障已消除|does not mean that the trouble is over/);
    expect(closed?.id).not.toBe(open?.id);
  });

  test('a source that speaks again ends the same alert', () => {
    const [firing, over] = [SILENT, { ...SILENT, kind: 'source-spoke' } as const].map((notice) =>
      noticeAlert(notice, language),
    );

    expect(over).toMatchObject({ id: firing?.id, name: firing?.name, activeAt: firing?.activeAt, status: 'resolved' });
    expect(over?.resolvedAt).toBe('2026-11-21T02:31:59.000Z');
    expect(over?.summary).toContain('ocp-1');
  });

  test('a quota is told with the pool’s own name and the count', () => {
    const { target, summary } = noticeAlert(QUOTA, language);

    expect(target).toBe('corp-a');
    expect(summary).toContain('2100 / 3000');
  });
});

describe('a notice is the same alert', () => {
  const idOf = (notice: Notice) => noticeAlert(notice, 'zh_CN').id;

  test('for every batch of dead letters of one kind in a channel, and another for another kind or channel', () => {
    const other = { ...DEAD, count: 1, reason: 'too old: every robot failed (token)' };

    expect(idOf(other)).toBe(idOf(DEAD));
    expect(idOf({ ...DEAD, reason: 'rejected: format' })).not.toBe(idOf(DEAD));
    expect(idOf({ ...DEAD, channel: 'dba' })).not.toBe(idOf(DEAD));
  });

  test('for one set of alerts without a word, and another for another set: each is told', () => {
    expect(idOf({ ...OPEN, examples: [] })).toBe(idOf(OPEN));
    expect(idOf({ ...OPEN, set: 'other' })).not.toBe(idOf(OPEN));
  });

  test('in every language', () => {
    expect(new Set(LANGUAGES.map((language) => noticeAlert(DEAD, language).id)).size).toBe(1);
  });

  test('for a quota in one month, worse with each threshold so that it is told at once', () => {
    const levels = ([70, 90, 100] as const).map((level) => noticeAlert({ ...QUOTA, level }, 'zh_CN'));

    expect(new Set(levels.map(({ id }) => id)).size).toBe(1);
    expect(levels.map(({ level }) => level)).toEqual(['warning', 'critical', 'down']);
    expect(idOf({ ...QUOTA, month: '2026-12' })).not.toBe(idOf(QUOTA));
  });
});

test.each([
  [
    { kind: 'dead-letters', channel: 'dba', count: 2, reason: 'rejected: format', alerts: ['a'] },
    /^Channel dba could not deliver 2 alerts .*rejected: format.* POST \/v1\/dead-letters\/replay/,
  ],
  [
    { kind: 'source-silent', source: 'ocp', since: '2026-11-21T01:00:00.000Z', channels: ['dba'] },
    /^Nothing has come from source ocp since 2026-11-21T01:00:00\.000Z.*source-silent/,
  ],
  [{ kind: 'robot-misconfigured', channel: 'dba', robot: '1', reason: 'token' }, /^Robot 1 of channel dba .*token/],
  [{ kind: 'quota', pool: 'pool/a', used: 9, limit: 10, level: 90 }, /pool\/a has passed 90 %: 9 of 10/],
  [{ kind: 'quota', pool: 'pool/a', used: 9, limit: null, level: 100 }, /used up: 9 of an unknown number/],
] as const)('an operator reads what happened and what to do: %#', (event, words) => {
  expect(operatorText(event)).toMatch(words);
});
