import { describe, expect, test } from 'vitest';
import type { People } from '#shared/alert/alert.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { canaryAmong, mentionOf, type Named, peopleOf } from '#shared/dispatching/named.ts';
import type { Writing } from '#shared/dispatching/writing.ts';
import { NOBODY } from '#shared/rendering/message.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { aChannel } from '#test/builders/channel.ts';

const mention = { mobiles: ['13800000000'], userIds: ['dba-1'], all: false, levels: ['down', 'critical'] } as const;
const dba = aChannel({ name: 'dba', mention });
const ops = aChannel({ name: 'ops', mention: { ...mention, mobiles: [], userIds: ['ops-1'] } });
const lender = aChannel({
  name: 'lender',
  mention: { ...mention, mobiles: [], userIds: ['lender-1'], levels: ['down'] },
});
const ofDba = { mobiles: mention.mobiles, userIds: mention.userIds, all: false };
const people: People = { mobiles: ['13900000000'], userIds: ['sender-1'], product: 'dingtalk', all: false };
const down: Named = { channel: 'dba', level: 'down' };

function writing(fallback?: Channel): Writing {
  const speaker = fallback ?? dba;
  return {
    robot: robotFor(speaker.type),
    channel: speaker,
    channels: [dba, ops],
    keywords: [],
    nowMs: 0,
    notes: [],
    counted: [],
    ...(fallback === undefined ? {} : { fallback }),
  };
}

describe('a message names', () => {
  test.each<[string, readonly Named[], object]>([
    ['the people of the channel with an alert of a level they are named for', [down], ofDba],
    ['nobody for lesser alerts', [{ ...down, level: 'warning' }], NOBODY],
    ['nobody where nothing fires', [], NOBODY],
    [
      'whom the sender of an alert names, beside them',
      [{ ...down, people }],
      {
        ...{ mobiles: ['13800000000', '13900000000'], userIds: ['dba-1', 'sender-1'], all: false },
      },
    ],
    [
      'whom the sender of a lesser alert names',
      [{ ...down, level: 'info', people: { ...people, all: true } }],
      {
        ...{ mobiles: people.mobiles, userIds: people.userIds, all: true },
      },
    ],
    [
      'the people of all its channels',
      [down, { channel: 'ops', level: 'critical' }],
      {
        ...{ mobiles: ['13800000000'], userIds: ['dba-1', 'ops-1'], all: false },
      },
    ],
    ['nobody for the canary', [{ ...down, isCanary: true, people }], NOBODY],
    [
      'those of the others for a canary among them',
      [
        { ...down, isCanary: false },
        { ...down, isCanary: true, people },
      ],
      ofDba,
    ],
  ])('%s', (_, firing, named) => {
    expect(mentionOf(firing, writing())).toEqual(named);
  });
});

describe('a message through a robot that another channel lends', () => {
  const ofLender = { mobiles: [], userIds: ['lender-1'], all: false };

  test('names the people of that channel, by the levels they are named for', () => {
    expect(mentionOf([down], writing(lender))).toEqual(ofLender);
    expect(mentionOf([{ ...down, level: 'critical' }], writing(lender))).toEqual(NOBODY);
  });

  test('names no users of another product whom a sender named, but their mobiles', () => {
    const wecom: Channel = { ...lender, type: 'wecom' };

    expect(mentionOf([{ ...down, people }], writing(wecom))).toEqual({ ...ofLender, mobiles: people.mobiles });
  });
});

test('an alert has the people that its brief knows', () => {
  expect(peopleOf({ people })).toEqual({ people });
  expect(peopleOf({})).toEqual({});
});

describe('the canary of a message', () => {
  test('is known by its channel', () => {
    const told = [{ channel: 'dba', isCanary: false }, { channel: 'ops', isCanary: true }, { channel: 'dba' }];

    expect(canaryAmong(told)).toEqual({ canaryOf: 'ops' });
  });

  test('is in no other message', () => {
    expect(canaryAmong([{ channel: 'dba' }, { channel: 'dba', isCanary: false }])).toEqual({});
    expect(canaryAmong([])).toEqual({});
  });
});
