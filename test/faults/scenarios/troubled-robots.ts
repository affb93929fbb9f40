import type { Fault } from '#local/sandbox/fault.ts';
import { between, createChance } from '../chance.ts';
import { conclude } from '../conclude.ts';
import type { Promised } from '../judge.ts';
import { sleepWithWord } from '../say.ts';
import { LEVELS_OF, type Scenario } from '../scenario.ts';
import { Scene, type SceneGroup } from '../scene.ts';

/** A robot with something wrong. */
interface Trouble {
  readonly group: SceneGroup;
  readonly what: string;
  readonly fault: Fault;
  /** How many requests it meets, from the first; without it all of them. */
  readonly times?: { readonly full: number; readonly short: number };
  readonly inShort: boolean;
  readonly promised?: Pick<Promised, 'seenTwice' | 'dropped' | 'throttled'>;
}

const SOME = { full: 3, short: 1 } as const;
/** Nothing is repeated where every answer came. */
const NOT_TWICE = { seenTwice: 0, dropped: 0 } as const;
const dingtalk = (name: string): SceneGroup => ({ product: 'dingtalk', name });
const wecom = (name: string): SceneGroup => ({ product: 'wecom', name });

const TROUBLES: readonly Trouble[] = [
  {
    group: dingtalk('silent'),
    what: 'DingTalk takes the request, shows nothing and never answers, 3 times',
    fault: { kind: 'swallow' },
    times: SOME,
    inShort: false,
    promised: NOT_TWICE,
  },
  ...onBoth('hangs', 'shows the message and never answers, 3 times', { kind: 'hang' }, false),
  ...onBoth('resets', 'shows the message and resets the connection, 3 times', { kind: 'reset-after' }, true),
  ...onBoth('garbles', 'shows the message and answers half a JSON object, 3 times', { kind: 'garbled' }, true),
  {
    group: wecom('refuses'),
    what: 'WeCom resets the connection before it looks, 3 times',
    fault: { kind: 'reset-before' },
    times: SOME,
    inShort: true,
    promised: { seenTwice: 0 },
  },
  {
    group: dingtalk('page'),
    what: 'DingTalk answers an HTML page with status 200, 3 times',
    fault: { kind: 'html' },
    times: SOME,
    inShort: true,
    promised: NOT_TWICE,
  },
  {
    group: wecom('fails'),
    what: 'WeCom answers HTTP 500, 3 times',
    fault: { kind: 'http-500' },
    times: SOME,
    inShort: true,
    promised: NOT_TWICE,
  },
  {
    group: wecom('busy'),
    what: 'WeCom answers -1, busy, 3 times',
    fault: { kind: 'busy' },
    times: SOME,
    inShort: true,
    promised: NOT_TWICE,
  },
  ...onBoth('slow', 'takes 20–3,000 ms', { kind: 'latency', ms: 20, jitterMs: 2_980, seed: 7 }, true),
  {
    group: dingtalk('gone'),
    what: 'DingTalk does not know the token, 2 times',
    fault: { kind: 'token-gone' },
    times: { full: 2, short: 1 },
    inShort: false,
    promised: NOT_TWICE,
  },
];

/** The same with a robot that knows a message again, and with one that does not. */
function onBoth(name: string, what: string, fault: Fault, inShort: boolean): readonly Trouble[] {
  const isSlow = fault.kind === 'latency';
  const rest = { fault, inShort, ...(isSlow ? {} : { times: SOME }) };

  return [
    { ...rest, group: dingtalk(`${name}a`), what: `DingTalk ${what}`, promised: isSlow ? NOT_TWICE : { seenTwice: 0 } },
    {
      ...rest,
      group: wecom(`${name}b`),
      what: `WeCom ${what}`,
      promised: isSlow ? NOT_TWICE : { seenTwice: SOME.full, dropped: 0 },
    },
  ];
}

const SIZES = {
  full: { forMs: 45_000, everyMs: [500, 2_500], stormSize: [30, 60], settledMs: 240_000 },
  short: { forMs: 1_500, everyMs: [200, 900], stormSize: [5, 10], settledMs: 60_000 },
} as const;

/** Each robot with its own trouble and its own stream of alerts, all on one relay. */
export const TROUBLED_ROBOTS: Scenario = {
  name: 'robots',
  title: 'Robots in trouble',
  what:
    'One relay, a robot for each trouble, and a stream of singles and storms for each of them, 45 s long. The trouble ' +
    'is there from the first request on.',
  async run({ size, seed, say }) {
    const { forMs, everyMs, stormSize, settledMs } = SIZES[size];
    const chance = createChance(seed);
    const troubles = TROUBLES.filter(({ inShort }) => size === 'full' || inShort);
    await using scene = await Scene.open(troubles.map(({ group }) => group));
    for (const { group, fault, times } of troubles) {
      scene.group(group.name).setFault(fault, times?.[size]);
      scene.traffic({
        prefix: group.name,
        levels: LEVELS_OF[size],
        channels: [group.name],
        everyMs,
        stormEvery: between(chance, 4, 8),
        stormSize,
        chance: createChance(seed + scene.traffics.length),
      });
    }
    await sleepWithWord(forMs, 'alerts come in', say);
    const promises = troubles.map(({ group, what, promised }) => ({ what, group: group.name, ...promised }));
    const rows = await conclude(scene, say, promises, settledMs);

    return { rows, notes: [] };
  },
};
