import { describe, expect, test } from 'vitest';
import { createPaint } from '#local/cli/show/paint.ts';
import { decideAttention, type RelayState } from '#local/cli/status/attention.ts';
import { showStatus } from '#local/cli/status/status-page.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

const ROBOT = {
  channel: 'dba',
  robot: '1',
  sentLastMinute: 0,
  limit: 20,
  mutedUntil: null,
  monthCount: 0,
  monthlyQuota: null,
  quotaPool: null,
  health: 'healthy',
  since: null,
  advice: '',
};
const WELL: RelayState = {
  store: 'ok',
  dispatcher: 'ok',
  robots: [ROBOT],
  deadLetters: { count: 0, more: false },
  waiting: { count: 0, more: false, oldestDueAt: null },
};
const waiting = (oldestDueAt: string) => ({ ...WELL, waiting: { count: 3, more: false, oldestDueAt } });
const robot = (health: string, since: string | null, advice = 'mend it') => ({
  ...WELL,
  robots: [{ ...ROBOT, health, since, advice }],
});

describe('whether somebody is needed', () => {
  test.each<[string, RelayState, readonly string[]]>([
    ['nothing is wrong', WELL, []],
    ['an alert waits on purpose', waiting(ago(-30)), []],
    ['an alert has been due for nine minutes', waiting(ago(9)), []],
    ['an alert has been due for ten minutes', waiting(ago(10)), ['oldest-waiting']],
    ['a robot is muted', robot('muted', ago(60)), []],
    ['a robot failed just now', robot('failing', ago(4)), []],
    ['a robot has failed for five minutes', robot('failing', ago(5)), ['robot']],
    ['a robot is misconfigured', robot('misconfigured', ago(0)), ['robot']],
    ['a robot is in a state this version does not know', robot('sulking', null), ['robot']],
    ['the quota of a healthy robot is gone', robot('healthy', null), ['quota']],
    ['there are dead letters', { ...WELL, deadLetters: { count: 1, more: false } }, ['dead-letters']],
    ['the store is dead', { ...WELL, store: 'dead' }, ['store-dead']],
    [
      'much is wrong: the worst is first',
      { ...robot('misconfigured', ago(1)), dispatcher: 'dead', deadLetters: { count: 9, more: true } },
      ['dispatcher-dead', 'dead-letters', 'robot'],
    ],
  ])('when %s', (_, state, kinds) => {
    expect(decideAttention(state, NOW).map(({ kind }) => kind)).toEqual(kinds);
  });

  test('is said on a page with what to do', () => {
    const state = {
      ...robot('misconfigured', ago(12), '重新复制 Webhook 地址'),
      deadLetters: { count: 2, more: false },
    };
    const page = showStatus(state, decideAttention(state, NOW), {
      url: 'http://relay',
      nowMs: NOW,
      paint: createPaint(false),
    });
    expect(page.split('\n')).toEqual([
      'relay         http://relay  ok',
      'robots        0 of 1 healthy',
      'waiting       none',
      'dead letters  2',
      '',
      'Somebody is needed:',
      '- 2 alerts were told by no robot: tocsin dead-letter list, and tocsin replay once the cause is mended',
      '- robot dba/1 is misconfigured for 12 min: 重新复制 Webhook 地址',
    ]);
  });
});
