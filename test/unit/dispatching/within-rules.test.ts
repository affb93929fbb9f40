import { expect, test } from 'vitest';
import { encodeBrief } from '#shared/admission/brief.ts';
import { readWaiting } from '#shared/dispatching/choose-entries.ts';
import { withinRules } from '#shared/dispatching/within-rules.ts';
import { ruleBookOf } from '#shared/routing/rule-book.ts';
import { ruleMark } from '#shared/routing/rule-mark.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, NOW_MS, settingsOf } from '#test/unit/routing/settings.ts';

const RULE = 'r';
const unused = () => Promise.reject(new Error('nothing is held back here'));

test('a channel whose name begins as the mark of a rule has none of that rule’s limits, and takes none away', async () => {
  const channels = [aChannel({ name: `${ruleMark(RULE)}dba` }), aChannel({ name: 'dba' })];
  const entries = channels.map(({ name: channel }, nth) => ({
    ...{ channel, fingerprint: String(nth).padEnd(22, 'A'), version: 1, since: NOW_MS },
    due: { class: 2 as const, atMs: NOW_MS },
    brief: encodeBrief(anAlert(), 'group', channel === 'dba' ? ruleMark(RULE) : undefined),
  }));
  const waiting = readWaiting(entries, channels);
  const rules = [{ name: RULE, channels: ['dba'], limits: { perHour: 2 } }];
  const { standings, ...within } = await withinRules(
    waiting,
    {},
    {
      alerts: { read: async () => [], postpone: unused, withhold: unused, release: unused },
      wakeUps: { schedule: unused },
      pushRules: async () => ruleBookOf(settingsOf({ defaultChannel: 'dba', rules })),
      observe: () => {},
      now: () => NOW_MS,
    },
  );

  expect(within.waiting).toEqual(waiting);
  expect(standings.map(({ group }) => group)).toMatchObject([{ channel: { name: 'dba' }, waiting: [waiting[1]] }]);
});
