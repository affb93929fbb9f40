import { describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { keyOf } from '#shared/admission/alert-store.ts';
import { encodeBrief } from '#shared/admission/brief.ts';
import { packContent } from '#shared/admission/content.ts';
import { dueClass } from '#shared/admission/due.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { levelNumber } from '#shared/alert/level.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { readWaiting, type Waiting } from '#shared/dispatching/choose-entries.ts';
import { composeDigest, composeFromItems, MAX_WITH_CONTENT } from '#shared/dispatching/compose-message.ts';
import { composeWaiting, isDigest } from '#shared/dispatching/compose-waiting.ts';
import { isQuietEnd, tellingIn } from '#shared/dispatching/quiet-ends.ts';
import type { Route } from '#shared/dispatching/route.ts';
import { type Occasion, writingFor } from '#shared/dispatching/writing.ts';
import { emptyLane } from '#shared/pacing/lane.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);
const base = aChannel();
const english = { ...base.message, language: 'en_US' } as const;
const dba = aChannel({
  name: 'dba',
  message: english,
  mention: { mobiles: ['13800000000'], userIds: [], all: false, levels: ['down'] },
});
const wecom = aChannel({ ...dba, name: 'dba', type: 'wecom' });
const lender = aChannel({
  name: 'lender',
  type: 'wecom',
  message: english,
  robots: [aRobot({ name: '9' })],
  mention: { mobiles: [], userIds: ['lender-user'], all: false, levels: ['down'] },
});

type Overrides = Partial<AlertItem> & { readonly alert?: Partial<Alert> };

function anItem(name: string, { alert: more, ...item }: Overrides = {}): AlertItem {
  const alert: Alert = {
    id: `${name}-id`,
    source: 'native',
    name,
    level: 'warning',
    status: item.status ?? 'firing',
    target: 'host-1',
    summary: `${name} happened`,
    description: '',
    labels: {},
    ...more,
  };
  return {
    channel: 'dba',
    fingerprint: name.replaceAll(' ', '-').padEnd(22, 'A'),
    status: alert.status,
    episode: '2026-11-20T23:59:00.000Z',
    level: levelNumber(alert.level),
    version: 3,
    receipts: 1,
    brief: encodeBrief(alert, 'one group'),
    content: packContent(alert),
    firstAt: NOW - 60_000,
    lastAt: NOW,
    since: NOW,
    dueAt: NOW,
    deliveries: [],
    ...item,
  };
}

/** The alerts as the index shows them. */
function asWaiting(items: readonly AlertItem[], channels: readonly Channel[] = [dba]): readonly Waiting[] {
  const entries = items.map(
    ({ channel, fingerprint, status, level, brief, version, dueAt = NOW, since = NOW, ...item }) => ({
      channel,
      fingerprint,
      due: { class: dueClass(status, level), atMs: dueAt },
      brief,
      version,
      since,
      ...(item.told === undefined ? {} : { told: item.told }),
      ...(item.toldLevel === undefined ? {} : { toldLevel: item.toldLevel }),
    }),
  );
  return readWaiting(entries, channels);
}

function routeOn(channels: readonly [Channel, ...Channel[]], fallback?: Channel): Route {
  const robot = (fallback ?? channels[0]).robots[0];
  return {
    robotLane: emptyLane(robot.webhookId),
    limit: 20,
    channels,
    failingSince: new Map(),
    ...(fallback === undefined ? {} : { fallback }),
  };
}

interface Case {
  readonly channels?: readonly [Channel, ...Channel[]];
  readonly fallback?: Channel;
  readonly occasion?: Partial<Occasion>;
}

function writing(items: readonly AlertItem[], { channels = [dba], fallback, occasion }: Case = {}) {
  return writingFor(routeOn(channels, fallback), asWaiting(items, channels), { nowMs: NOW, counted: [], ...occasion });
}

function fromItems(items: readonly AlertItem[], one: Case = {}) {
  return composeFromItems(items, writing(items, one));
}

function digest(items: readonly AlertItem[], one: Case = {}) {
  const waiting = asWaiting(items, one.channels);
  const ends = waiting.filter(isQuietEnd).flatMap(({ entry, channel }) => {
    const item = items.find((one) => keyOf(one) === keyOf(entry));
    return item === undefined ? [] : [[keyOf(item), tellingIn(channel, item)] as const];
  });

  return composeDigest(waiting, writing(items, one), new Map(ends));
}

const noRecovery = aChannel({ ...dba, message: { ...english, recovery: false } });
const quietBrief = (name: string) =>
  encodeBrief({ ...({} as Alert), name, target: '', level: 'warning', status: 'resolved' }, 'one group', '', 'quiet');
const ended = (name: string) => anItem(name, { status: 'resolved', version: 2, told: 'firing', toldVersion: 1 });

describe('a message with content', () => {
  test('about one alert is single, about its end a recovery', () => {
    expect(fromItems([anItem('disk full')]).message).toMatchObject({
      kind: 'single',
      refs: [{ channel: 'dba', fingerprint: 'disk-fullAAAAAAAAAAAAA', version: 3, status: 'firing', level: 3 }],
      alertIds: new Map([['dba', ['disk full-id']]]),
      heldGroups: [],
    });
    expect(fromItems([ended('disk full')]).message).toMatchObject({ kind: 'recovery', refs: [{ status: 'resolved' }] });
    // Fired and ended while it waited: one line of both.
    expect(fromItems([anItem('disk full', { status: 'resolved' })]).message?.kind).toBe('recovery');
  });

  test('that came for a robot goes on as it came, and in our own words where it can not be written', () => {
    const body = '{"msgtype":"text","text":{"content":"backup failed"}}';
    const items = [anItem('backup failed', { alert: { verbatim: { product: 'dingtalk', body } } })];
    const alone = writing(items);
    const passOn = () => {
      throw new RangeError('Maximum call stack size exceeded');
    };
    const broken = { ...alone, robot: { ...alone.robot, passOn } };

    expect(composeFromItems(items, alone).message?.rendered.body).toBe(body);
    expect(composeFromItems(items, broken).message?.rendered.text).toContain('backup failed');
    expect(composeFromItems(items, broken).message?.rendered).not.toHaveProperty('body');
  });

  test('about several is aggregated', () => {
    const { message } = fromItems([anItem('disk full'), anItem('cpu high')]);

    expect(message).toMatchObject({
      kind: 'aggregated',
      alertIds: new Map([['dba', ['disk full-id', 'cpu high-id']]]),
    });
    expect(message?.rendered.text).toContain('disk full');
    expect(message?.rendered.text).toContain('cpu high');
  });

  test('leaves out what has nothing to say, with the reason', () => {
    const one: Case = { channels: [noRecovery] };
    const { message, withheld } = fromItems([anItem('disk full'), ended('cpu high')], one);

    expect(message).toMatchObject({ kind: 'single', refs: [{ fingerprint: 'disk-fullAAAAAAAAAAAAA' }] });
    expect(withheld).toEqual([
      {
        channel: 'dba',
        fingerprint: 'cpu-highAAAAAAAAAAAAAA',
        version: 2,
        status: 'resolved',
        level: 3,
        reason: 'recovery-off',
      },
    ]);
    expect(fromItems([ended('cpu high')], one)).toEqual({ withheld });
  });

  test('tells the ends of the channel that wants them only', () => {
    const ops = aChannel({ ...dba, name: 'ops' });
    const items = [ended('cpu high'), { ...ended('disk full'), channel: 'ops' }];
    const { message, withheld } = fromItems(items, { channels: [noRecovery, ops] });

    expect(message?.refs.map(({ channel }) => channel)).toEqual(['ops']);
    expect(withheld.map(({ channel }) => channel)).toEqual(['dba']);
  });

  test('names the people for what fires, by the alert’s own level', () => {
    const named = (item: AlertItem) => fromItems([item]).message?.rendered.mention.mobiles;

    expect(named(anItem('disk full', { alert: { level: 'down' } }))).toEqual(['13800000000']);
    expect(named(anItem('disk full'))).toEqual([]);
    expect(named({ ...ended('disk full'), level: 1 })).toEqual([]);
  });

  test('counts what waited too long, and acknowledges it with the rest', () => {
    const old = asWaiting([anItem('old one'), anItem('older one')]);
    const { message } = fromItems([anItem('disk full')], { occasion: { counted: old } });

    expect(message?.refs.map(({ fingerprint }) => fingerprint.replace(/A+$/, ''))).toEqual([
      'disk-full',
      'old-one',
      'older-one',
    ]);
    expect(message?.alertIds.get('dba')).toHaveLength(3);
    expect(message?.rendered.text).not.toContain('old one');
  });
});

describe('a digest', () => {
  test('names every alert, whose ids are their fingerprints', () => {
    const { message, withheld } = digest([anItem('disk full'), anItem('cpu high')]);

    expect(message).toMatchObject({
      kind: 'digest',
      refs: [{ channel: 'dba', version: 3, status: 'firing', level: 3 }, { fingerprint: 'cpu-highAAAAAAAAAAAAAA' }],
      alertIds: new Map([['dba', ['disk-fullAAAAAAAAAAAAA', 'cpu-highAAAAAAAAAAAAAA']]]),
    });
    expect(withheld).toEqual([]);
  });

  test('leaves out the ends nobody wants to hear of, but not those of what was never told', () => {
    const untold = anItem('disk full', { status: 'resolved' });
    const { message, withheld } = digest([untold, ended('cpu high')], { channels: [noRecovery] });

    expect(message?.refs.map(({ fingerprint }) => fingerprint)).toEqual([untold.fingerprint]);
    expect(withheld).toMatchObject([
      { fingerprint: 'cpu-highAAAAAAAAAAAAAA', status: 'resolved', reason: 'recovery-off' },
    ]);
    expect(digest([ended('cpu high')], { channels: [noRecovery] })).toEqual({ withheld });
    expect(digest([ended('cpu high')]).message).toBeDefined();
  });

  test('tells of an alert whose end nobody wants to hear of that it had fired again', () => {
    const again = { ...ended('disk full'), version: 4 };
    const { message, withheld } = digest([again, ended('cpu high')], { channels: [noRecovery] });

    expect(message?.refs).toMatchObject([{ fingerprint: again.fingerprint, version: 4, status: 'resolved' }]);
    expect(message?.rendered.text).toContain('recovered before this message was sent');
    expect(withheld).toHaveLength(1);
  });

  test('leaves out an end that its push rule keeps quiet, with the reason', () => {
    const quiet = {
      ...ended('disk full'),
      brief: quietBrief('disk full'),
      suppressed: 'recovery-outside-window',
    };
    const { message, withheld } = digest([quiet, anItem('cpu high')]);

    expect(message?.refs.map(({ fingerprint }) => fingerprint)).toEqual(['cpu-highAAAAAAAAAAAAAA']);
    expect(withheld).toMatchObject([{ fingerprint: quiet.fingerprint, reason: 'recovery-outside-window' }]);
  });

  test('names the people for what fires', () => {
    const down = anItem('disk full', { alert: { level: 'down' } });

    expect(digest([down]).message?.rendered.mention.mobiles).toEqual(['13800000000']);
    expect(
      digest([{ ...ended('disk full'), brief: down.brief.replace(/^./, 'A') }]).message?.rendered.mention.mobiles,
    ).toEqual([]);
  });

  test('lists fifty ids of each channel for the record, and acknowledges all', () => {
    const ops = aChannel({ ...dba, name: 'ops' });
    const many = Array.from({ length: 60 }, (_, at) => anItem(`alert ${at}`));
    const { message } = digest([...many, { ...anItem('one'), channel: 'ops' }], { channels: [dba, ops] });

    expect(message?.refs).toHaveLength(61);
    expect([...(message?.alertIds ?? [])].map(([name, ids]) => [name, ids.length])).toEqual([
      ['dba', 50],
      ['ops', 1],
    ]);
    expect(message?.alertIds.get('dba')?.[0]).toBe('alert-0AAAAAAAAAAAAAAA');
  });

  test('says how late the oldest of it is', () => {
    const since = NOW - 3_600_000;
    expect(digest([anItem('disk full', { dueAt: since, since })]).message?.rendered.text).toMatch(/late/i);
    expect(digest([anItem('disk full')]).message?.rendered.text).not.toMatch(/late/i);
  });

  test('may be about nothing but what waited too long', () => {
    const old = asWaiting([anItem('old one')]);
    const { message } = composeDigest([], writingFor(routeOn([dba]), [], { nowMs: NOW, counted: old }), new Map());

    expect(message).toMatchObject({ kind: 'digest', refs: [{ fingerprint: 'old-oneAAAAAAAAAAAAAAA' }] });
  });

  test.each([
    ['dingtalk', dba, 6_000],
    // The markup WeCom does not know is left out of these.
    ['wecom', wecom, 4_300],
  ] as const)('on %s is as long as people read, or as the product takes, and no longer', (_, channel, maxBytes) => {
    const many = Array.from({ length: 400 }, (_, at) => {
      const alert = { level: 'down', target: `${at}.a-host-with-a-rather-long-name.example` } as const;
      return anItem(`${at}${'数据库无法连接了吗'.repeat(2)}`.slice(0, 18), { alert });
    });
    const rendered = digest(many, { channels: [channel] }).message?.rendered;
    const bytes = Buffer.byteLength(rendered?.text ?? '');

    expect(bytes).toBeGreaterThan(maxBytes - 600);
    expect(bytes).toBeLessThanOrEqual(maxBytes);
    expect(rendered && robotFor(channel.type).overBy(rendered, [])).toBeLessThanOrEqual(0);
  });

  test('alone has to be short: alerts with their content take what DingTalk does', () => {
    const summary = '磁盘空间不足，请尽快处理。'.repeat(20);
    const long = Array.from({ length: 25 }, (_, at) => anItem(`alert ${at}`, { alert: { summary } }));

    expect(Buffer.byteLength(fromItems(long).message?.rendered.text ?? '')).toBeGreaterThan(6_000);
  });

  test('alone and aggregated messages name where all their alerts are listed', () => {
    const link = 'https://relay.example/v1/alerts?delivery=m';
    const one: Case = { occasion: { link } };
    const many = Array.from({ length: 400 }, (_, at) =>
      anItem(`critical ${at} of many`, { alert: { level: 'critical' } }),
    );

    expect(digest(many, one).message?.rendered.text).toContain(link);
    expect(fromItems([anItem('disk full')], one).message?.rendered.text).not.toContain(link);
  });
});

describe('a message that a robot refused', () => {
  const linked = anItem('disk full', {
    alert: { url: 'https://example.com/alert', description: 'see [here](https://example.com)' },
  });

  test('is plain text by the default template, without links', () => {
    const channel = aChannel({
      ...dba,
      message: { ...english, templates: { en_US: { single: 'MINE **${alarm_name}**' } } },
    });
    const first = fromItems([linked], { channels: [channel] }).message?.rendered;
    const plain = fromItems([linked], { channels: [channel], occasion: { simpler: 'plain' } }).message?.rendered;

    expect(first).toMatchObject({ format: 'markdown', text: expect.stringContaining('MINE') });
    expect(plain).toMatchObject({ format: 'text', text: expect.not.stringContaining('MINE') });
    expect(plain?.text).not.toMatch(/https?:\/\//);
    expect(plain?.text).toContain('disk full');
  });

  test.each([
    ['zh_CN', '内容被机器人拒收的告警'],
    ['zh_TW', '內容被機器人拒收的告警'],
    ['en_US', 'alert whose words the robot refuses'],
  ] as const)('as a count has none of the alerts’ words, in %s', (language, unnamed) => {
    const channel = aChannel({ ...dba, message: { ...english, language } });
    const { message } = digest([linked], { channels: [channel], occasion: { simpler: 'counts' } });

    expect(message?.rendered.text).toContain(unnamed);
    expect(message?.rendered.text).not.toMatch(/disk full|host-1/);
  });
});

describe('a message whose first answer was lost', () => {
  const repeated: Case = { occasion: { possiblyRepeated: true } };
  const text = (one: Case) => fromItems([anItem('disk full')], one).message?.rendered.text;

  test('says on WeCom that it may come twice', () => {
    expect(text({ ...repeated, channels: [wecom] })).not.toBe(text({ channels: [wecom] }));
  });

  test('says so on DingTalk too, where another robot tells it', () => {
    expect(text(repeated)).not.toBe(text({}));
  });

  test('says so of an alert that remembers it, whatever its lane knows; its end is news', () => {
    const remembered = anItem('disk full', { maybeShown: true });
    expect(fromItems([remembered]).message?.rendered.text).toBe(text(repeated));
    expect(fromItems([anItem('host gone'), remembered]).message?.rendered.text).toContain('Possibly a repeat');
    const over = { ...ended('disk full'), maybeShown: true } as const;
    expect(fromItems([over]).message?.rendered.text).not.toContain('Possibly a repeat');
  });

  test('says so of an alert that is as it may have been shown; what changed since is news', () => {
    const [same, changed] = [3, 1].map((maybeShownVersion) =>
      anItem('disk full', { version: 3, maybeShown: true, maybeShownVersion }),
    );
    expect(same && fromItems([same]).message?.rendered.text).toBe(text(repeated));
    expect(changed && fromItems([changed]).message?.rendered.text).toBe(text({}));
  });
});

describe('a message through a lent robot', () => {
  test('names the lender’s people: another product does not know those of the alerts’ channel', () => {
    const down = anItem('disk full', { alert: { level: 'down' } });
    const { message } = fromItems([down], { fallback: lender });

    expect(message?.rendered.mention).toEqual({ mobiles: [], userIds: ['lender-user'], all: false });
    expect(message?.rendered.text).toContain('dba');
  });
});

describe('groups that hold what is new', () => {
  const holding = aChannel({ ...dba, aggregation: { ...dba.aggregation, holdNew: true } });
  const alike = [anItem('disk full'), anItem('cpu high')];
  const group = encodeBrief(
    { ...({} as Alert), name: '', target: '', level: 'warning', status: 'firing' },
    'one group',
  ).slice(1, 7);

  test('begin with what is told of them, each once', () => {
    expect(fromItems(alike, { channels: [holding] }).message?.heldGroups).toEqual([{ channel: holding, group }]);
    expect(digest(alike, { channels: [holding] }).message?.heldGroups).toEqual([{ channel: holding, group }]);
  });

  test.each([
    ['does not ask for it', dba],
    ['does not aggregate', aChannel({ ...holding, aggregation: { ...holding.aggregation, enabled: false } })],
  ])('are not held where the channel %s', (_, channel) => {
    expect(fromItems(alike, { channels: [channel] }).message?.heldGroups).toEqual([]);
    expect(digest(alike, { channels: [channel] }).message?.heldGroups).toEqual([]);
  });

  test('are those of the channel that asks, not of its neighbours', () => {
    const ops = aChannel({ ...dba, name: 'ops' });
    const items = [
      anItem('disk full'),
      {
        ...anItem('cpu high'),
        channel: 'ops',
        brief: encodeBrief({ ...({} as Alert), name: 'x', target: '', level: 'down', status: 'firing' }, 'another'),
      },
    ];

    expect(digest(items, { channels: [holding, ops] }).message?.heldGroups).toEqual([{ channel: holding, group }]);
  });
});

describe('briefs have to do', () => {
  const some = (count: number) => asWaiting(Array.from({ length: count }, (_, at) => anItem(`alert ${at}`)));

  test('when alerts are many', () => {
    expect(isDigest(some(MAX_WITH_CONTENT), {})).toBe(false);
    expect(isDigest(some(MAX_WITH_CONTENT + 1), {})).toBe(true);
  });

  test('when they are of several groups, may not be named, or there are none', () => {
    const other = asWaiting([
      anItem('x', {
        brief: encodeBrief({ ...({} as Alert), name: 'x', target: '', level: 'down', status: 'firing' }, 'another'),
      }),
    ]);

    expect(isDigest([...some(1), ...other], {})).toBe(true);
    expect(isDigest(some(1), { simpler: 'counts' })).toBe(true);
    expect(isDigest(some(1), { simpler: 'plain' })).toBe(false);
    expect(isDigest([], {})).toBe(true);
  });
});

describe('what was chosen is told', () => {
  async function composed(items: readonly AlertItem[], stored = items) {
    const ports = { alerts: { read: async () => stored }, now: () => NOW };
    const chosen = asWaiting(items);
    // Only the reading matters here; the rest of the store stays untouched.
    return composeWaiting(
      chosen,
      (some) => writingFor(routeOn([dba]), some, { nowMs: NOW, counted: [] }),
      ports as never,
    );
  }

  test('with its content as it is by now', async () => {
    const changed = { ...anItem('disk full'), version: 4 };
    const { composition, poisonous } = await composed([anItem('disk full')], [changed]);

    expect(composition.message).toMatchObject({ kind: 'single', refs: [{ version: 4 }] });
    expect(poisonous).toEqual([]);
  });

  test('unless it is due no more, or only later', async () => {
    const { dueAt: _told, ...told } = anItem('told meanwhile');
    const later = anItem('put off', { dueAt: NOW + 1 });
    const items = [anItem('disk full'), anItem('told meanwhile'), anItem('put off')];
    const { composition } = await composed(items, [anItem('disk full'), told, later]);

    expect(composition.message?.refs.map(({ fingerprint }) => fingerprint)).toEqual(['disk-fullAAAAAAAAAAAAA']);
  });

  test('in the order it was chosen, whatever order it was read in', async () => {
    const items = ['a', 'b', 'c'].map((name) => anItem(name));
    const { composition } = await composed(items, items.toReversed());

    expect(composition.message?.refs.map(({ fingerprint }) => fingerprint.charAt(0))).toEqual(['a', 'b', 'c']);
  });
});
