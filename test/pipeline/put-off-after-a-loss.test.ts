import { afterEach, describe, expect, test, vi } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { endSilence } from '#shared/silences/manage-silences.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { settingsOf } from '#test/unit/routing/settings.ts';
import { anAlert, OK, START_MS, startHarness } from './harness.ts';
import { makeSilence, remembersNoSilences, silencePorts } from './silencing.ts';

const MINUTE = 60_000;
const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer' };
const UNREACHABLE: PostResult = { kind: 'unreachable', reason: 'refused', detail: 'refused' };
const LANE = aRobot().webhookId;

let relay: Awaited<ReturnType<typeof startHarness>>;
afterEach(() => relay.stop());

/** A relay with one channel, which loses the answers to its first messages. */
async function losing(count: number, channel: Channel): Promise<void> {
  relay = await startHarness([channel]);
  relay.answerWith(...Array.from({ length: count }, () => () => NO_ANSWER), () => OK);
}

async function runSwept(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await relay.runFor(MINUTE);
    await relay.sweep();
  }
}

async function runUntilPosts(count: number): Promise<void> {
  for (let second = 0; second < 60 && relay.seen.length < count; second++) await relay.runFor(1_000);
  expect(relay.seen).toHaveLength(count);
}

async function silence(name = '.+', duration = '20m'): Promise<void> {
  await makeSilence(relay, { matchers: [`name=~${name}`], duration });
  remembersNoSilences(relay);
}

const alert = (id: string, more: Parameters<typeof anAlert>[0] = {}) => anAlert({ id, name: `disk ${id}`, ...more });
const item = async (id: string) =>
  (await relay.alerts.read([{ channel: 'dba-oncall', fingerprint: fingerprintOfId('native', id) }]))[0];
const doubtful = async () => (await relay.lanes.get(LANE)).doubtful;

/** Whether each message that tells of this says that it may be a repeat. */
function marks(name: string): readonly boolean[] {
  return relay.seen.filter(({ body }) => body.includes(name)).map(({ body }) => body.includes('重复'));
}

test.each(['dingtalk', 'wecom'] as const)(
  'what a silence put off after its message was lost is marked when it is told: %s',
  async (type) => {
    await losing(1, aChannel({ type }));
    await relay.receive([alert('x')]);
    await relay.runFor(10);
    await silence();
    await runSwept(10);
    expect(await doubtful()).toHaveLength(1);
    await runSwept(15);

    expect(marks('disk x')).toEqual([false, true]);
    expect(await doubtful()).toBeUndefined();
  },
);

const quiet = aChannel({ type: 'wecom', message: { ...aChannel().message, recovery: false } });

test.each([
  ['after that', quiet, 60],
  ['still in the silence, after an end that is told', aChannel({ type: 'wecom' }), 10],
  ['still in the silence, after an end that is not', quiet, 10],
])('its next episode is no repeat: %s', async (_, channel, minute) => {
  await losing(1, channel);
  const [first, next] = [0, minute].map((at) => ({ activeAt: new Date(relay.now() + at * MINUTE).toISOString() }));
  await relay.receive([alert('x', first)]);
  await relay.runFor(10);
  await silence();
  await runSwept(5);
  await relay.receive([alert('x', { ...first, status: 'resolved' })]);
  await runSwept(minute - 5);
  await relay.receive([alert('x', next)]);
  await runSwept(20);

  expect(marks('disk x')).toEqual([false, false]);
  expect(await item('x')).toMatchObject({ told: 'firing' });
});

test('so is its end, where it was that whose message was lost', async () => {
  await losing(0, aChannel({ type: 'wecom' }));
  await relay.receive([alert('x')]);
  await runSwept(1);
  relay.answerWith(
    () => NO_ANSWER,
    () => OK,
  );
  await relay.receive([alert('x', { status: 'resolved' })]);
  await relay.runFor(10);
  await silence();
  await runSwept(25);

  expect(marks('disk x')).toEqual([false, false, true]);
});

test('so is what was one of many, told at the end of the silence as one of few', async () => {
  await losing(1, aChannel({ type: 'wecom' }));
  await relay.receive(Array.from({ length: 80 }, (_, nth) => alert(`${nth}`)));
  await runUntilPosts(1);
  await silence('disk 7');
  await runSwept(25);

  expect(relay.seen.map(({ body }) => body.includes('重复'))).toEqual([false, true, true]);
  expect(relay.seen.at(-1)?.body).toContain('disk 7');
  expect(await doubtful()).toBeUndefined();
});

test('so is what the limits of a push rule held', async () => {
  await losing(0, aChannel({ type: 'wecom' }));
  const rules = [{ name: 'r', channels: ['dba-oncall'], limits: { perHour: 1 } }];
  await relay.pushSettings.write({
    settings: settingsOf({ defaultChannel: 'dba-oncall', rules }),
    origin: 'api',
    revision: 1,
  });
  await relay.receive([alert('first')]);
  await runSwept(50);
  relay.answerWith(
    () => NO_ANSWER,
    () => OK,
  );
  const lane = await relay.lanes.get(LANE);
  await relay.receive([alert('x')]);
  await relay.lanes.amend(lane, { ...lane, caps: {} });
  await runUntilPosts(2);
  const { caps: _none, ...lost } = await relay.lanes.get(LANE);
  await relay.lanes.amend(lost as typeof lane, { ...lost, ...(lane.caps === undefined ? {} : { caps: lane.caps }) });
  await runSwept(70);

  expect(marks('disk x')).toEqual([false, true]);
});

test('its repeats after that are no such doubtful thing', async () => {
  await losing(1, aChannel());
  await relay.receive([alert('x')]);
  await relay.runFor(10);
  await silence();
  await runSwept(25);
  await relay.receive([alert('x')]);
  await runSwept(15);

  expect(marks('disk x')).toEqual([false, true, false]);
});

test('what ends in the silence, having been seen firing in a message before the lost one, has its end told', async () => {
  await losing(2, aChannel({ type: 'wecom' }));
  await relay.receive([alert('x')]);
  await relay.runFor(10);
  await relay.receive([alert('x', { status: 'resolved' })]);
  await runUntilPosts(2);
  await silence();
  await runSwept(25);

  expect(relay.seen).toHaveLength(3);
  expect(await item('x')).toMatchObject({ told: 'resolved' });
});

test('so has what ends in the very moment in which the silence is to put it off', async () => {
  await losing(1, aChannel({ type: 'wecom' }));
  await relay.receive([alert('x')]);
  await relay.runFor(10);
  const { postpone } = relay.ports.alerts;
  let ended = false;
  Object.assign(relay.ports.alerts, {
    postpone: async (...asked: Parameters<typeof postpone>) => {
      if (!ended) {
        ended = true;
        await relay.receive([alert('x', { status: 'resolved' })]);
      }
      return postpone(...asked);
    },
  });
  await silence();
  await runSwept(25);

  expect(ended).toBe(true);
  expect(await item('x')).toMatchObject({ told: 'resolved' });
});

/** What a worker that gives a message up dies of: at its fifth note on an alert, or right after it wrote the lane. */
const deaths = {
  none: () => {},
  'as it has the alerts remember it': () => {
    const { noteMaybeShown } = relay.ports.alerts;
    let nth = 0;
    relay.ports.alerts.noteMaybeShown = async (shown) => {
      nth += 1;
      if (nth === 5) throw new Error('died');
      return noteMaybeShown(shown);
    };
  },
  'right after it wrote the lane': () => {
    const { settle } = relay.ports.lanes;
    relay.ports.lanes.settle = async (lane, next, lease) => {
      const done = await settle(lane, next, lease);
      if (next.doubtful === undefined) return done;
      relay.ports.lanes.settle = settle;
      throw new Error('died');
    };
  },
};

test.each(Object.keys(deaths) as (keyof typeof deaths)[])(
  'so have all of a long digest that is given up; its worker dies: %s',
  async (death) => {
    relay = await startHarness([aChannel({ type: 'wecom' })]);
    relay.answerWith(() => NO_ANSWER);
    const all = Array.from({ length: 80 }, (_, nth) => `${nth}`);
    await relay.receive(all.map((id) => alert(id)));
    deaths[death]();
    for (let minute = 0; minute < 60 && (await doubtful()) === undefined; minute++) {
      await runSwept(1).catch(() => undefined);
    }
    expect(await doubtful()).toHaveLength(50);
    relay.answerWith(() => UNREACHABLE);
    await runSwept(3);
    await silence('.+', '1h');
    relay.answerWith(() => OK);
    await relay.receive(all.map((id) => alert(id, { status: 'resolved' })));
    await runSwept(70);

    const items = await Promise.all(all.map(item));
    expect(items.filter((one) => one?.told === 'resolved')).toHaveLength(80);
  },
);

describe('where another robot becomes the first of its channel before a lost message is repeated', () => {
  const [one, two] = [aRobot(), aRobot({ name: '2' })];

  async function losingItsPlace(id: string): Promise<void> {
    await losing(1, aChannel({ type: 'wecom', robots: [one, two] }));
    await relay.receive([alert(id)]);
    await relay.runFor(10);
    expect(relay.seen).toHaveLength(1);
    relay.configure([aChannel({ type: 'wecom', robots: [two, one] })]);
  }

  test('what it tells is marked', async () => {
    await losingItsPlace('x');
    await runSwept(5);

    expect(marks('disk x')).toEqual([false, true]);
  });

  test('what ends in a silence has its end told', async () => {
    await losingItsPlace('x');
    await silence();
    await runSwept(1);
    await relay.receive([alert('x', { status: 'resolved' })]);
    await runSwept(25);

    expect(relay.seen).toHaveLength(2);
    expect(await item('x')).toMatchObject({ told: 'resolved' });
  });
});

/** What the table is asked while ten messages about other alerts go out, after so many were lost and silenced for hours. */
async function askedBeside(lost: number) {
  await losing(1, aChannel({ type: 'wecom' }));
  await relay.receive([
    ...Array.from({ length: lost }, (_, nth) => alert(`${nth}`)),
    anAlert({ id: 'z', name: 'host z' }),
  ]);
  await runUntilPosts(1);
  await silence('disk.*', '8h');
  await runSwept(5);
  const { due, read } = relay.ports.alerts;
  const asked = { queries: 0, items: 0 };
  relay.ports.alerts.due = async (...query) => {
    asked.queries += 1;
    return due(...query);
  };
  relay.ports.alerts.read = async (keys) => {
    asked.items += keys.length;
    return read(keys);
  };
  const before = relay.seen.length;
  for (let nth = 0; nth < 10; nth++) {
    await relay.receive([anAlert({ id: `h${nth}`, name: `host ${nth}` })]);
    await relay.runFor(20_000);
  }
  expect(relay.seen).toHaveLength(before + 10);

  return asked;
}

test('what is put off for long after a loss makes no message of that time dearer', async () => {
  const none = await askedBeside(0);
  relay.stop();

  expect(await askedBeside(25)).toEqual(none);
  expect(await doubtful()).toHaveLength(25);
});

test.each([
  ['ended early', 'end'],
  ['over', 'wait'],
] as const)('what is told then, the silence %s, is marked all the same', async (_, how) => {
  await losing(1, aChannel({ type: 'wecom' }));
  await relay.receive([alert('x')]);
  await relay.runFor(10);
  const { id } = await makeSilence(relay, { matchers: ['name=~disk.*'], duration: '2h' });
  remembersNoSilences(relay);
  await runSwept(5);
  expect((await relay.lanes.get(LANE)).doubtfulDueAt).toBeGreaterThan(relay.now());
  await relay.receive([anAlert({ id: 'z', name: 'host z' })]);
  await runSwept(5);
  if (how === 'end') await endSilence(id, silencePorts(relay));
  await runSwept(how === 'end' ? 2 : 120);

  expect(marks('disk x')).toEqual([false, true]);
  expect(marks('host z')).toEqual([false]);
  expect(await doubtful()).toBeUndefined();
});

test('what is doubtful of an alert that ends untold is forgotten, so that its next firing is news', async () => {
  await losing(1, aChannel());
  await relay.receive([alert('x')]);
  await relay.runFor(10);
  relay.configure([aChannel({ enabled: false })]);
  await runSwept(2);
  relay.configure([aChannel()]);
  await relay.receive([alert('y')]);
  await runSwept(2);

  expect(await doubtful()).toBeUndefined();
  expect(marks('disk y')).toEqual([false]);
});

test('of what a robot was tried with last, before its message was given up, it is said that it may be a repeat', async () => {
  relay = await startHarness([aChannel()]);
  relay.answerWith(() => NO_ANSWER);
  await relay.receive([alert('x')]);
  await relay.runFor(100);
  await relay.receive([alert('x', { status: 'resolved' })]);
  for (let minute = 0; minute < 40 && (await doubtful()) === undefined; minute++) await runSwept(1);
  relay.answerWith(() => OK);
  await runSwept(20);

  expect(relay.seen.at(-1)?.body).toContain('已恢复');
  expect(marks('disk x').at(-1)).toBe(true);
});

describe.each<readonly [string, () => PostResult]>([
  ['whose answer was lost too', () => NO_ANSWER],
  [
    'whose worker died',
    () => {
      throw new Error('its worker dies');
    },
  ],
])('what DingTalk was asked to show anew under the id of a lost message, in a repetition %s,', (_, end) => {
  const START = { activeAt: new Date(START_MS).toISOString() };
  const before = { activeAt: new Date(START_MS - 9_000_000).toISOString(), status: 'resolved' } as const;

  /** Loses a message, and how `end` says its repetition, which says what became of the alert. */
  async function losing(first: Parameters<typeof anAlert>[0], then: Parameters<typeof anAlert>[0]): Promise<void> {
    relay = await startHarness([aChannel()]);
    relay.answerWith(
      () => NO_ANSWER,
      end,
      () => OK,
    );
    await relay.receive([alert('x', first)]);
    await relay.runFor(10);
    await relay.receive([alert('x', then)]);
    for (let second = 0; second < 60 && relay.seen.length < 2; second++)
      await relay.runFor(1_000).catch(() => undefined);
    const ids = relay.seen.map(({ body }) => JSON.parse(body).msgUuid);
    expect(ids).toEqual([ids[0], ids[0]]);
  }

  test('and a silence put off, is marked when it is told', async () => {
    await losing(START, { ...START, status: 'resolved' });
    await silence();
    await runSwept(30);

    expect(marks('disk x')).toEqual([false, false, true]);
    expect(relay.seen.at(-1)?.body).toContain('已恢复');
    expect(await doubtful()).toBeUndefined();
  });

  test('and that was a firing, has its end told after a silence', async () => {
    await losing(before, START);
    await silence();
    await relay.receive([alert('x', { ...START, status: 'resolved' })]);
    await runSwept(30);

    expect(relay.seen).toHaveLength(3);
    expect(await item('x')).toMatchObject({ told: 'resolved', version: 3 });
  });

  test('has its end told also where a third one got through, of which DingTalk may have shown nothing', async () => {
    await losing(before, START);
    const silenced = vi.fn(() => silence());
    relay.answerWith(
      () => {
        void silenced();
        return OK;
      },
      () => OK,
    );
    remembersNoSilences(relay);
    await relay.receive([alert('x', { ...START, status: 'resolved' })]);
    await runSwept(30);

    expect(silenced).toHaveBeenCalledOnce();
    expect(relay.seen).toHaveLength(4);
    expect((relay.seen[3]?.atMs ?? 0) - (relay.seen[2]?.atMs ?? 0)).toBeGreaterThan(19 * MINUTE);
    expect(await item('x')).toMatchObject({ told: 'resolved', toldVersion: 3 });
  });
});

test('what a worker of a former version left of two messages to repeat is repeated', async () => {
  await losing(0, aChannel({ type: 'wecom' }));
  await relay.receive([alert('x')]);
  const lane = await relay.lanes.get(LANE);
  const { version = 0, fingerprint = '' } = (await item('x')) ?? {};
  const refs = [{ channel: 'dba-oncall', fingerprint, version, status: 'firing', level: 3 }] as const;
  const left = { id: '00000000a00000000', kind: 'single', channel: 'dba-oncall', attempt: 1 } as const;
  await relay.lanes.amend(lane, { ...lane, alsoAgain: [{ ...left, refs, maybeShown: true }] });
  await runSwept(5);

  expect(marks('disk x')).toEqual([true]);
  expect((await relay.lanes.get(LANE)).alsoAgain).toBeUndefined();
});
