import { decodeDue } from '#shared/admission/due.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { levelOfNumber } from '#shared/alert/level.ts';
import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import { parseInhibitorId } from '#shared/inhibition/inhibitors.ts';
import { inhibits } from '#shared/inhibition/inhibits.ts';
import type { Subject } from '#shared/routing/subject.ts';
import type { Telling } from './judge.ts';
import type { Random } from './random.ts';
import { SOURCE, type Stage, type Story } from './traffic.ts';
import type { Parts } from './world.ts';

const MINUTE = 60_000;
const SKEW_MS = 1_000;
const NAME = 'rack down';

/** The rule of the runs that have sources: a rack that is down mutes what is less in its cluster. */
export const RULES: readonly InhibitionRule[] = [
  {
    name: 'rack',
    sourceMatchers: [`name="${NAME}"`],
    targetMatchers: [`name!="${NAME}"`, 'level!=down'],
    equal: ['ob_cluster'],
    sourceTimeoutMs: 6 * 3_600_000,
  },
];

/** A source's life, and when it recovers. */
export interface PlannedSource {
  readonly story: Story;
  readonly endsAtMs: number;
}

/** None in half of the runs; else up to three, for minutes or the hour. */
export function drawSources(random: Random, { fromMs, toMs, channels, epochMs }: Stage): readonly PlannedSource[] {
  if (random.chance(0.5)) return [];
  return Array.from({ length: random.between(1, 3) }, (_, nth) => {
    const atMs = random.between(fromMs, Math.round(toMs * 0.8));
    // Some last until long after the last of the others was sent.
    const endsAtMs = random.chance(0.8) ? atMs + random.between(1, 20) * MINUTE : toMs + random.between(5, 15) * MINUTE;
    const cluster = random.pick(['ob1', 'ob2', 'ob3']);
    const tell = (status: 'firing' | 'resolved', at: number) => ({
      atMs: at,
      alert: {
        id: `rack-${nth}`,
        name: NAME,
        level: 'down' as const,
        status,
        target: `rack-${nth}`,
        summary: 'no power',
        description: '',
        labels: { ob_cluster: cluster },
        activeAt: new Date(epochMs + atMs).toISOString(),
      },
    });
    const again = random.chance(0.5) ? [tell('firing', atMs + random.between(1, 60_000))] : [];
    const events = [tell('firing', atMs), ...again, tell('resolved', endsAtMs)];
    const channel = channels[random.between(0, channels.length - 1)] ?? '';
    const story = { id: `rack-${nth}`, isMasked: false, isInOrder: false, channels: [channel], events };

    return { story, endsAtMs };
  });
}

/** The alerts that inhibit others in a run, and what they are judged by: from outside, by what senders were answered. */
export class Inhibition {
  readonly #parts: Parts;
  readonly #planned: readonly PlannedSource[];
  readonly #alerts: ReadonlyMap<string, Story>;
  readonly #releasedAfterMs: number;
  /** When the firing of a source was first accepted, virtual ms. */
  readonly #accepted = new Map<string, number>();

  constructor(parts: Parts, planned: readonly PlannedSource[], stories: readonly Story[], releasedAfterMs: number) {
    this.#parts = parts;
    this.#planned = planned;
    this.#alerts = new Map(stories.map((story) => [fingerprintOfId(SOURCE, story.id), story]));
    this.#releasedAfterMs = releasedAfterMs;
  }

  /** A request with these alerts was accepted. */
  accepted(alerts: readonly { readonly id?: string; readonly status: string }[]): void {
    const { time } = this.#parts.world;
    for (const { id = '', status } of alerts) {
      if (!this.#planned.some(({ story }) => story.id === id)) continue;
      if (status === 'firing') this.#accepted.set(id, this.#accepted.get(id) ?? time.nowMs);
      else time.after(this.#releasedAfterMs, () => this.#expectReleased(id));
    }
  }

  /** The source that forbids to tell this: it fired for `slackMs` by now, and nobody has said that it is over. */
  forbids({ channel, key, level, levelsRead = [] }: Telling, slackMs: number): string | undefined {
    const { nowMs } = this.#parts.world.time;
    const target = this.#alerts.get(key.slice(channel.length + 1));
    if (target === undefined) return undefined;
    const levels = [level, ...levelsRead].map((one) => levelOfNumber(one) ?? 'warning');
    const forbidding = this.#planned.find(({ story, endsAtMs }) => {
      const since = this.#accepted.get(story.id);
      if (since === undefined || since > nowMs - slackMs || endsAtMs <= nowMs + SKEW_MS) return false;
      return levels.every((one) => isMeant(story, { ...subjectOf(target), level: one }));
    });

    return forbidding?.story.id;
  }

  /** Whether an alert may have been held back for good by a source. */
  mayHaveHeld(by: string, story: Story): boolean {
    const source = this.#planned.find((one) => one.story.id === parseInhibitorId(by).alert)?.story;
    if (source === undefined) return false;

    return story.events.some(({ alert }) => isMeant(source, { ...subjectOf(story), level: alert.level }));
  }

  #expectReleased(id: string): void {
    const { world, table, judge } = this.#parts;
    for (const { pk, sk } of table.store.scanIndex()) {
      const { due, hd, hb } = table.store.get(pk?.S ?? '', sk?.S ?? '') ?? {};
      if (hb?.S === undefined || parseInhibitorId(hb.S).alert !== id || due?.S === undefined || due.S !== hd?.S)
        continue;
      const leftMs = decodeDue(due.S).atMs - world.wallMs();
      const key = `${pk?.S?.slice(2, -2)}/${sk?.S}`;
      if (leftMs > SKEW_MS)
        judge.violated('inhibition', `alert ${key} is still held back by ${id}, which is over`, [key]);
    }
  }
}

function isMeant(source: Story, target: Subject): boolean {
  return RULES.some((rule) => inhibits(rule, subjectOf(source), target));
}

function subjectOf({ events }: Story): Subject {
  const alert = events[0]?.alert;
  if (alert === undefined) throw new Error('a story has at least one event');

  return { ...alert, source: SOURCE };
}
