import { describe, expect, it } from 'vitest';
import { duration, ledgerText, summaryText } from '#local/demo/ledger-text.ts';
import { percentile } from '#local/demo/percentile.ts';
import { Progress } from '#local/demo/progress.ts';
import { table } from '#local/demo/table.ts';
import { judgeRun } from '#local/demo/verdict.ts';

const ROBOT = { requests: 9, delivered: 9, throttled: 0, duplicates: 0, refused: {}, maxInMinute: 9, maxInFlight: 1 };
const CHANNEL = { channel: 'dba', accepted: 7, delivered: 6, suppressed: 1, dead: 0, waiting: 0, lost: 0, lostIds: [] };

describe('progress', () => {
  it('changes one line in place on a terminal, within its width', () => {
    const written: string[] = [];
    const progress = new Progress({ isTTY: true, columns: 30, write: (text) => written.push(text) });
    progress.update('x'.repeat(50), 0);
    progress.say('kept');
    progress.end();

    expect(written).toEqual(['x'.repeat(29), '\r\u001b[2Kkept\n', 'x'.repeat(29), '\r\u001b[2K']);
  });

  it('writes a whole line every five seconds elsewhere', () => {
    const written: string[] = [];
    const progress = new Progress({ write: (text) => written.push(text) });
    for (const nowMs of [0, 1_000, 4_999, 5_000]) progress.update(`at ${nowMs}`, nowMs);
    progress.end();

    expect(written.join('')).toBe('at 0\nat 5000\n');
  });
});

describe('the ledger in print', () => {
  it('has a column for each robot and their sum', () => {
    const column = { title: 'DingTalk', account: CHANNEL, robot: { ...ROBOT, refused: { '40058': 2 } } };
    const lines = ledgerText([column, { ...column, title: 'WeCom', robot: ROBOT }]).split('\n');

    expect(lines.find((line) => line.includes('accepted'))).toMatch(/accepted +7 +7 +14$/);
    expect(lines.find((line) => line.includes('refusals'))).toMatch(/2 × 40058 +none$/);
  });

  it('puts columns under each other', () => {
    expect(table([['a', 'b'], [], ['long', '1000']])).toBe('  a         b\n\n  long   1000');
  });

  it.each([
    [340.4, '340 ms'],
    [4_249, '4.2 s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it.each([
    [[5, 1, 4, 2, 3], 0.5, 3],
    [[5, 1, 4, 2, 3], 0.99, 5],
    [[7], 0.5, 7],
    [[], 0.5, undefined],
  ])('finds in %j the percentile %d', (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});

describe('the verdict on a run', () => {
  const account = (change: object) => ({ channels: [{ ...CHANNEL, ...change }], latencies: [] });

  it('passes when all is told and no robot complained', () => {
    expect(judgeRun(account({}), [ROBOT], [])).toEqual([]);
    expect(summaryText(account({}), 9, 70_000, [])).toBe(
      '✓ 6 alerts reached 1 groups in 9 messages: nothing lost, nothing throttled (70.0 s)',
    );
  });

  it.each([
    ['1 lost', account({ lost: 1 }), ROBOT, []],
    ['2 dead', account({ dead: 2 }), ROBOT, []],
    ['3 still waiting when the time was up', account({ waiting: 3 }), ROBOT, []],
    ['1 answers of a throttled robot', account({}), { ...ROBOT, throttled: 1 }, []],
    ['21 requests to one robot in a minute, more than 20', account({}), { ...ROBOT, maxInMinute: 21 }, []],
    ['1 requests not accepted, the first: 503', account({}), ROBOT, ['503']],
  ])('fails for %s', (problem, given, robot, notAccepted) => {
    expect(judgeRun(given, [robot], notAccepted)).toEqual([problem]);
  });
});
