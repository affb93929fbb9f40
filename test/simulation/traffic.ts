import type { ParsedAlert } from '#shared/alert/alert.ts';
import type { Level } from '#shared/alert/level.ts';
import type { Random } from './random.ts';

/** What a sender posts at a time. */
export interface Send {
  readonly atMs: number;
  readonly alerts: readonly ParsedAlert[];
  readonly channels?: readonly string[];
}

/** One alert's life, as its sender tells it. */
export interface Story {
  readonly id: string;
  readonly channels?: readonly string[];
  readonly isMasked: boolean;
  /** Whether it is told one state after the other: without a start time, order is all there is. */
  readonly isInOrder: boolean;
  readonly events: readonly StoryEvent[];
}

/** One state of an alert, on its way at a time. */
export interface StoryEvent {
  readonly atMs: number;
  readonly alert: ParsedAlert;
}

/** Where stories may take place. */
export interface Stage {
  readonly fromMs: number;
  readonly toMs: number;
  readonly channels: readonly string[];
  /** Start of virtual time, ms since the epoch. */
  readonly epochMs: number;
  /** Prefix of the alerts' ids. */
  readonly name: string;
}

/** Name of the sender. */
export const SOURCE = 'sim';

const LEVELS: readonly [Level, ...Level[]] = ['down', 'critical', 'warning', 'warning', 'caution', 'info'];
const WORSE: Readonly<Record<Level, Level>> = {
  info: 'caution',
  caution: 'warning',
  warning: 'critical',
  critical: 'down',
  down: 'down',
};
const RULES: readonly [string, ...string[]] = [
  'disk full',
  'host down',
  'slow query',
  'no log',
  'cpu high',
  '内存不足',
];
const CLUSTERS: readonly [string, ...string[]] = ['ob1', 'ob2', 'ob3'];

/** An hour of alerts: single ones, storms, one that repeats faster than a post takes, and quiet in between. */
export function drawStories(random: Random, stage: Stage): readonly Story[] {
  const quietFrom = stage.fromMs + random.next() * (stage.toMs - stage.fromMs);
  const quietTo = quietFrom + random.between(0, 15) * 60_000;
  const stories: Story[] = [];
  const begin = (atMs: number, spread: number) => Math.round(atMs + random.next() * spread);
  const singles = random.between(15, 50);
  for (let nth = 0; nth < singles; nth++) {
    const atMs = begin(stage.fromMs, (stage.toMs - stage.fromMs) * 0.95);
    if (atMs < quietFrom || atMs > quietTo)
      stories.push(drawStory(random, stage, `${stage.name}${nth}`, atMs, 'single'));
  }
  const storms = random.between(0, 2);
  for (let storm = 0; storm < storms; storm++) {
    const atMs = begin(stage.fromMs, (stage.toMs - stage.fromMs) * 0.8);
    const size = random.between(10, 120);
    const spread = random.between(100, 30_000);
    const channels = drawChannels(random, stage.channels);
    for (let nth = 0; nth < size; nth++) {
      const story = drawStory(random, stage, `${stage.name}s${storm}-${nth}`, begin(atMs, spread), 'storm');
      stories.push(channels === undefined ? story : { ...story, channels });
    }
  }

  return stories;
}

function drawChannels(random: Random, all: readonly string[]): readonly string[] | undefined {
  if (random.chance(0.05)) return undefined;
  const count = random.between(1, 3);
  return [...new Set(Array.from({ length: count }, () => all[random.between(0, all.length - 1)] ?? ''))];
}

function drawStory(random: Random, stage: Stage, id: string, atMs: number, kind: 'single' | 'storm'): Story {
  const isInOrder = random.chance(0.15);
  const isMasked = random.chance(0.03);
  const channels = drawChannels(random, stage.channels);
  const rule = random.pick(RULES);
  let level = random.pick(LEVELS);
  let beganMs = atMs;
  let nowMs = atMs;
  const events: StoryEvent[] = [];
  const cluster = random.pick(CLUSTERS);
  const tell = (status: ParsedAlert['status'], at = nowMs) => {
    const activeAt = isInOrder ? {} : { activeAt: new Date(stage.epochMs + beganMs).toISOString() };
    const masked = isMasked ? { masked: 'silenced' as const } : {};
    const alert: ParsedAlert = {
      id,
      name: rule,
      level,
      status,
      target: `host-${id}`,
      summary: `${rule} on host-${id}`,
      description: '',
      labels: { ob_cluster: cluster },
      ...activeAt,
      ...masked,
    };
    events.push({ atMs: at, alert });
    // Another sender of a pair tells the same a little later, or what it tells is long on its way.
    if (!isInOrder && random.chance(0.1)) events.push({ atMs: at + random.between(1, 2_000), alert });
    if (!isInOrder && random.chance(0.05)) events.push({ atMs: at + random.between(5_000, 600_000), alert });
  };

  const endMs = kind === 'storm' ? nowMs + random.between(1, 20) * 60_000 : stage.toMs;
  tell('firing');
  if (kind === 'single' && random.chance(0.05)) {
    const everyMs = random.between(30, 200);
    for (let nth = 0; nth < 60; nth++) tell('firing', nowMs + nth * everyMs);
    nowMs += 60 * everyMs;
  }
  const steps = kind === 'storm' ? random.between(0, 3) : random.between(0, 12);
  let status: ParsedAlert['status'] = 'firing';
  for (let step = 0; step < steps && nowMs < endMs; step++) {
    nowMs += drawGap(random);
    if (nowMs >= stage.toMs) break;
    const what = random.next();
    if (status === 'resolved') {
      if (what < 0.6) {
        beganMs = nowMs;
        status = 'firing';
      }
    } else if (what < 0.3) status = 'resolved';
    else if (what < 0.5) level = WORSE[level];
    tell(status);
  }

  return { id, isInOrder, isMasked, events, ...(channels === undefined ? {} : { channels }) };
}

/** Between two states of an alert: within a post, within a quiet time, or beyond. */
function drawGap(random: Random): number {
  const kind = random.next();
  if (kind < 0.3) return random.between(1, 3_000);
  if (kind < 0.8) return random.between(3_000, 240_000);
  return random.between(240_000, 1_200_000);
}

/** How a story ends when all of it has arrived. */
export function endOf(story: Story): { readonly status: ParsedAlert['status']; readonly activeAt: string | undefined } {
  if (story.isInOrder) return { status: story.events.at(-1)?.alert.status ?? 'firing', activeAt: undefined };
  const newest = story.events
    .map(({ alert }) => alert.activeAt ?? '')
    .toSorted()
    .at(-1);
  const ended = story.events.some(({ alert }) => alert.activeAt === newest && alert.status === 'resolved');
  return { status: ended ? 'resolved' : 'firing', activeAt: newest };
}

/** The requests that bring stories: those of a storm come in batches, an orderly one by itself. */
export function sendsOf(stories: readonly Story[], random: Random): readonly (readonly Send[])[] {
  const chains: (readonly Send[])[] = [];
  const loose = new Map<string, Send[]>();
  for (const story of stories) {
    const to = story.channels === undefined ? {} : { channels: story.channels };
    if (story.isInOrder) {
      chains.push(story.events.map(({ atMs, alert }) => ({ atMs, alerts: [alert], ...to })));
      continue;
    }
    for (const { atMs, alert } of story.events) {
      const slot = random.chance(0.5) ? `${Math.floor(atMs / 500)}/${story.channels?.join()}` : `${story.id}/${atMs}`;
      const sends = loose.get(slot) ?? [];
      sends.push({ atMs, alerts: [alert], ...to });
      loose.set(slot, sends);
    }
  }
  for (const sends of loose.values()) {
    const [first] = sends;
    if (first === undefined) continue;
    chains.push([
      { ...first, atMs: Math.max(...sends.map(({ atMs }) => atMs)), alerts: sends.flatMap((one) => one.alerts) },
    ]);
  }

  return chains;
}
