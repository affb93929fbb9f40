import { describe, expect, test } from 'vitest';
import { CHANNEL_DEFAULTS } from '#shared/channels/channel-defaults.ts';
import { channelsOn, channelsWith, limitOf, mayHaveGuests } from '#shared/pacing/lane-limit.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';

const [shared, second] = [aRobot({ name: '1' }), aRobot({ name: '2' })];
const dba = aChannel({ name: 'dba', robots: [shared, second] });
const ops = aChannel({ name: 'ops', robots: [second, shared] });
const web = aChannel({ name: 'web', robots: [aRobot({ name: '3' })] });

function limited(perMinute: number, type: 'dingtalk' | 'wecom' = 'dingtalk') {
  return aChannel({ type, limits: { ...CHANNEL_DEFAULTS.limits, perMinute } });
}

describe('the limit of a robot', () => {
  test('is the most careful of the channels that share it', () => {
    expect(limitOf([limited(12), limited(7), limited(20)])).toBe(7);
  });

  test.each(['dingtalk', 'wecom'] as const)('is never more than %s takes', (type) => {
    expect(limitOf([limited(60, type)])).toBe(20);
  });
});

describe('of the channels', () => {
  test('a lane composes for those whose first robot it is', () => {
    expect(channelsOn(second.webhookId, [dba, ops, web])).toEqual([ops]);
  });

  test('those may speak through a robot that have it, in whatever place', () => {
    expect(channelsWith(second.webhookId, [dba, ops, web])).toEqual([dba, ops]);
  });
});

describe('a robot may have guests', () => {
  const lent = aChannel({ ...web, name: 'lent', delivery: { ...web.delivery, fallbackChannel: 'dba' } });

  test('where it is the second of another lane’s channel', () => {
    expect(mayHaveGuests(second.webhookId, [dba, ops])).toBe(true);
    expect(mayHaveGuests(second.webhookId, [ops])).toBe(false);
  });

  test('where a channel that has it is another’s fallback', () => {
    const alone = aChannel({ name: 'dba', robots: [shared] });

    expect(mayHaveGuests(shared.webhookId, [alone, lent])).toBe(true);
    expect(mayHaveGuests(shared.webhookId, [alone, web])).toBe(false);
    expect(mayHaveGuests(shared.webhookId, [{ ...alone, name: 'another' }, lent])).toBe(false);
  });

  test('not where nobody has it', () => {
    expect(mayHaveGuests('?', [dba, ops, web, lent])).toBe(false);
  });
});
