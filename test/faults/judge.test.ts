import { describe, expect, test } from 'vitest';
import type { Exchange } from '#local/sandbox/chat-record.ts';
import { Group } from '#local/sandbox/group.ts';
import { ZH_CN } from '#shared/rendering/words-zh-cn.ts';
import { type Evidence, judge, type Promised, type Row } from './judge.ts';
import type { Interruption, Ledgers } from './scene.ts';

const AT = 1_000_000;
const CONTENT = {
  msgtype: 'markdown',
  title: '',
  dialect: 'plain',
  mentions: { notified: [], all: false, ignored: [] },
};

/** A message in a group, and the request that brought it. */
interface Told {
  readonly text: string;
  readonly at: number;
  readonly msgUuid?: string;
  readonly answer?: Exchange['answer'];
}

interface World {
  readonly product?: 'dingtalk' | 'wecom';
  readonly told: readonly Told[];
  readonly state?: 'waiting' | 'delivered' | 'suppressed' | 'dead';
  readonly recorded?: readonly string[];
  readonly interruptions?: readonly Interruption[];
  readonly promised?: Partial<Promised>;
}

/** One accepted alert, `one-00001`, whose ledger row names the delivery `m1-0-0-1`. */
function judgeWorld({ product = 'wecom', told, state = 'delivered', recorded, interruptions = [], promised }: World) {
  const group = new Group({ product, name: 'dba', token: 'fake-token' }, AT);
  const exchanges = told.map(({ text, at, msgUuid, answer = 'given' }, nth): Exchange => {
    const message = {
      ...CONTENT,
      dialect: 'plain' as const,
      text,
      seq: nth + 1,
      at,
      bytes: 1,
      ...(msgUuid && { msgUuid }),
    };
    group.messages.push(message);
    return { arrivedAt: at, endedAt: at + 10, answer, entry: { kind: 'message', at, message } };
  });
  const row = { id: 'one-00001', channel: 'dba', level: 'down' as const, state, deliveries: ['m1-0-0-1'] };
  const ledgers: Ledgers = {
    rows: [row],
    deliveries: (recorded ?? ['m1-0-0-1']).map((id) => ({
      id,
      channel: 'dba',
      outcome: 'delivered',
      at: '',
      latencyMs: 1,
    })),
  };
  const evidence: Evidence = {
    group: () => group,
    traffics: [{ channels: undefined, sent: 1, accepted: new Map([['one-00001', ['dba']]]), refusals: [] }],
    interruptions,
    exchangesOf: () => exchanges,
    textOf: async () => told[0]?.text ?? 'nothing like it',
  };

  return judge(evidence, { what: 'a group', group: 'dba', ...promised }, ledgers);
}

const FIRST: Told = { text: 'host-one-00001 is down', at: AT, msgUuid: 'm1' };
const AGAIN: Told = { text: `host-one-00001 is down ${ZH_CN.possiblyRepeated}`, at: AT + 5_000 };
const kill = (fromMs: number): Interruption => ({ kind: 'killed', fromMs, toMs: fromMs + 20 });

describe('an accepted alert', () => {
  test.each(['dingtalk', 'wecom'] as const)('in a message of the %s chat is delivered', async (product) => {
    expect(await judgeWorld({ product, told: [FIRST] })).toMatchObject({ delivered: 1, lost: 0, broken: [] });
  });

  test.each<[string, World]>([
    ['whose message is not in the chat, whatever the ledger says', { told: [] }],
    ['whose message has another id in the chat', { product: 'dingtalk', told: [{ ...FIRST, msgUuid: 'm2' }] }],
    ['that still waits', { told: [], state: 'waiting', recorded: [] }],
  ])('%s is lost', async (_, world) => {
    expect(await judgeWorld(world)).toMatchObject({ delivered: 0, lost: 1, broken: ['lost one-00001'] });
  });

  test('that ended as dead breaks a promise, since every robot here comes back', async () => {
    expect(await judgeWorld({ told: [], state: 'dead' })).toMatchObject({ dead: 1, lost: 0, broken: ['1 dead'] });
  });

  test('told in a message without a record is delivered, and the record is missed', async () => {
    const row = await judgeWorld({ told: [FIRST], recorded: [] });
    expect(row).toMatchObject({ delivered: 1, unrecorded: 1, broken: ['1 messages without a record'] });
  });
});

describe('a message seen twice', () => {
  const twice = (world: Partial<World>): Promise<Row> => judgeWorld({ told: [FIRST, AGAIN], ...world });

  test.each<[string, Partial<World>]>([
    ['the first answer was lost', { told: [{ ...FIRST, answer: 'lost' }, AGAIN] }],
    ['the relay was killed in flight', { interruptions: [kill(AT + 5)] }],
    ['the relay was killed before it could note the answer', { interruptions: [kill(AT + 200)] }],
  ])('is in order when %s', async (_, world) => {
    expect(await twice(world)).toMatchObject({ seenTwice: 1, broken: [] });
  });

  test.each<[string, Partial<World>, RegExp]>([
    ['without a reason', {}, /although the answer/],
    ['after a kill at another time', { interruptions: [kill(AT + 1_500)] }, /although the answer/],
    ['without a word about it', { told: [FIRST, FIRST], interruptions: [kill(AT)] }, /without a word/],
    ['too often', { interruptions: [kill(AT)], promised: { seenTwice: 0 } }, /1 messages seen twice/],
    [
      'more than once after one kill',
      { told: [FIRST, AGAIN, AGAIN], interruptions: [{ ...kill(AT), toMs: AT + 5_010 }] },
      /after one kill/,
    ],
  ])('breaks a promise %s', async (_, world, words) => {
    expect((await twice(world)).broken.join()).toMatch(words);
  });
});

test('more than twenty requests in any 60 s break a promise', async () => {
  const many = (count: number, everyMs: number) =>
    Array.from({ length: count }, (_, nth) => ({
      text: nth === 0 ? FIRST.text : 'something else',
      at: AT + nth * everyMs,
    }));

  expect(await judgeWorld({ told: many(40, 3_000) })).toMatchObject({ busiest: 20, broken: [] });
  expect(await judgeWorld({ told: many(21, 2_999) })).toMatchObject({
    busiest: 21,
    broken: ['21 requests in a minute'],
  });
});
