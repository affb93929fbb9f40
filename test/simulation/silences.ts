import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createSilenceStore } from '#shared/adapters/dynamodb/silence-store.ts';
import { decodeDue } from '#shared/admission/due.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { levelOfNumber } from '#shared/alert/level.ts';
import { endSilence, newSilence } from '#shared/silences/manage-silences.ts';
import type { DailyPeriod, Silence } from '#shared/silences/silence.ts';
import { effectOf } from '#shared/silences/silence-effect.ts';
import { silenceId } from '#shared/silences/silence-id.ts';
import { coversChannel, isSilenced } from '#shared/silences/silence-matches.ts';
import { unaudited } from '#test/fakes/audit.ts';
import type { Telling } from './judge.ts';
import { processTable } from './process-table.ts';
import type { Random } from './random.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { SOURCE, type Story } from './traffic.ts';
import type { Parts } from './world.ts';

const MINUTE = 60_000;
/** How far two clocks may be apart, ms. */
const SKEW_MS = 1_000;
/** Who ends a silence and is not answered comes again after this long, ms. */
const AGAIN_MS = 5_000;

/** A silence somebody asks for in the hour. */
interface Planned {
  readonly atMs: number;
  readonly forMs: number;
  readonly matchers: readonly string[];
  readonly channels?: readonly string[];
  readonly excludedObjects: readonly string[];
  readonly daily?: DailyPeriod;
  /** When somebody ends it early. */
  readonly endAtMs?: number;
}

const MATCHERS: readonly [string, ...string[]] = [
  'name=~.+',
  'name="disk full"',
  'ob_cluster=ob1',
  'ob_cluster!=ob2',
  'level=~"warning|caution|info"',
  'target=~"host-.*[0-4]"',
];

/** None in half of the runs; else up to five, for everything or for little, for minutes or the hour. */
export function drawSilences(random: Random, lengthMs: number, channels: readonly string[]): readonly Planned[] {
  if (random.chance(0.5)) return [];
  return Array.from({ length: random.between(1, 5) }, () => {
    const atMs = random.between(0, Math.round(lengthMs * 0.9));
    const forMs = random.between(1, 40) * MINUTE + random.between(0, 59_999);
    const second = random.chance(0.2) ? [random.pick(MATCHERS)] : [];
    // The hour begins at 23:10 there: within it another day begins.
    const daily = { from: '23:30', to: '00:05', timeZone: 'Asia/Shanghai' };

    return {
      atMs,
      forMs,
      matchers: [random.pick(MATCHERS), ...second],
      ...(random.chance(0.5) ? {} : { channels: [channels[random.between(0, channels.length - 1)] ?? ''] }),
      excludedObjects: random.chance(0.2) ? ['host-a1*', '*-7'] : [],
      ...(random.chance(0.15) ? { daily } : {}),
      ...(random.chance(0.5) ? { endAtMs: atMs + random.between(0, forMs) } : {}),
    };
  });
}

/** The silences of a run, as people ask for them and as they are judged by. */
export class Silences {
  readonly #parts: Parts;
  readonly #spawn: () => SimulatedProcess;
  readonly #known = new Map<string, Silence>();
  readonly #alerts: ReadonlyMap<string, Story>;
  /** What a silence held that somebody ended is let go within this time, ms. */
  readonly #releasedAfterMs: number;
  #made = 0;

  constructor(
    parts: Parts,
    planned: readonly Planned[],
    stories: readonly Story[],
    spawn: () => SimulatedProcess,
    releasedAfterMs: number,
  ) {
    this.#releasedAfterMs = releasedAfterMs;
    this.#parts = parts;
    this.#spawn = spawn;
    this.#alerts = new Map(stories.map((story) => [fingerprintOfId(SOURCE, story.id), story]));
    for (const one of planned) parts.world.time.at(one.atMs, () => this.#begin(one));
  }

  /** Whether an alert may have been held back for good by a silence at a time of some process's clock. */
  mayHaveHeld(by: string, channel: string, story: Story, atMs: number, slackMs: number): boolean {
    const silence = this.#known.get(by);
    if (silence === undefined || !coversChannel(silence, channel)) return false;
    const isMeant = story.events.some(({ alert }) => isSilenced(silence, asSubject(alert)));

    return isMeant && [atMs, atMs - slackMs].some((at) => effectOf(silence, at).kind === 'in-effect');
  }

  /** The silence that forbids to tell this, in effect for `slackMs` without a break. */
  forbids({ channel, key, level, levelsRead = [] }: Telling, slackMs: number): string | undefined {
    const levels = [level, ...levelsRead].map((one) => levelOfNumber(one) ?? 'warning');
    const story = this.#alerts.get(key.slice(channel.length + 1));
    const nowMs = this.#parts.world.wallMs();
    const forbidding = [...this.#known.values()].find((silence) => {
      // By the clock of whoever tells it a silence may have ended a moment ago.
      const [later, before] = [effectOf(silence, nowMs + SKEW_MS), effectOf(silence, nowMs - slackMs)];
      if (later.kind !== 'in-effect' || before.kind !== 'in-effect' || later.untilMs !== before.untilMs) return false;
      const alert = story?.events[0]?.alert;
      if (alert === undefined || !coversChannel(silence, channel)) return false;
      return levels.every((one) => isSilenced(silence, { ...asSubject(alert), level: one }));
    });

    return forbidding?.id;
  }

  #begin({ forMs, endAtMs, atMs: _atMs, ...wanted }: Planned): void {
    const { world, table } = this.#parts;
    const nowMs = world.wallMs();
    const span = { startsAt: nowMs, endsAt: nowMs + forMs };
    const id = silenceId(span.endsAt, `s${this.#made++}`);
    const silence = newSilence({ ...wanted, ...span, remark: '', author: 'sim' }, id, 'api', nowMs);
    this.#known.set(id, silence);
    world.trace.note('people', `silence ${JSON.stringify(silence)}`, []);
    void createSilenceStore({ ...table, cacheMs: 0, now: world.wallMs }).put(silence);
    if (endAtMs !== undefined) world.time.at(endAtMs, () => this.#end(silence));
  }

  /** Ended the moment somebody asks for it: whatever comes of that, he has to be told what still fires. */
  #end(silence: Silence): void {
    const { world } = this.#parts;
    if (!this.#known.get(silence.id)?.endedAt) {
      this.#known.set(silence.id, { ...silence, endedAt: world.wallMs() });
      world.trace.note('people', `end ${silence.id}`, []);
      world.time.after(this.#releasedAfterMs, () => this.#expectReleased(silence.id));
    }
    let isAnswered = false;
    const process = this.#spawn();
    void endSilence(silence.id, this.#ports(process)).then(
      () => {
        isAnswered = true;
      },
      () => undefined,
    );
    world.time.after(30_000, () => {
      if (!isAnswered) world.time.after(AGAIN_MS, () => this.#end(silence));
    });
  }

  #expectReleased(id: string): void {
    const { world, table, judge } = this.#parts;
    for (const item of table.store.scanIndex()) {
      const { pk, sk } = item;
      const { due, hd, hb } = table.store.get(pk?.S ?? '', sk?.S ?? '') ?? {};
      if (hb?.S !== id || due?.S === undefined || due.S !== hd?.S) continue;
      const leftMs = decodeDue(due.S).atMs - world.wallMs();
      const key = `${pk?.S?.slice(2, -2)}/${sk?.S}`;
      if (leftMs > SKEW_MS)
        judge.violated('silence', `alert ${key} is still held back by ${id}, which was ended`, [key]);
    }
  }

  #ports(process: SimulatedProcess) {
    const { scenario, queue } = this.#parts;
    const table = processTable(this.#parts.table, process, this.#parts.world, this.#parts.judge, this.#parts.sabotage);
    return {
      silences: createSilenceStore({ ...table, cacheMs: 0, now: process.now }),
      alerts: createAlertStore(table),
      wakeUps: queue.sender(process),
      channels: async () => scenario.channels,
      now: process.now,
      makeId: () => '',
      audit: unaudited,
    };
  }
}

function asSubject({ id: _id, source = SOURCE, ...alert }: Story['events'][number]['alert']): Omit<Alert, 'id'> {
  return { ...alert, source };
}
