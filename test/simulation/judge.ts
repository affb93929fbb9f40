import { decodeDue } from '#shared/admission/due.ts';
import type { AlertStatus } from '#shared/alert/alert.ts';
import type { LevelNumber } from '#shared/alert/level.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { AlertRef } from '#shared/pacing/lane.ts';
import type { AttributeItem } from '#test/fixtures/in-memory-values.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { Delivery, RobotSpec } from './virtual-robot.ts';

/** What a message tells of one alert. */
export interface Telling {
  readonly channel: string;
  /** `<channel>/<fingerprint>` */
  readonly key: string;
  readonly version: number;
  readonly status: AlertStatus;
  readonly level: LevelNumber;
  /** Levels its composer read of it in one go: where it had more than one, it was judged by either. */
  readonly levelsRead?: readonly LevelNumber[];
}

/** A promise that was broken. */
export interface Violation {
  readonly promise: string;
  readonly sentence: string;
  /** The alerts, robots and messages concerned. */
  readonly about: readonly string[];
  readonly atMs: number;
}

/** What judging needs to know. */
export interface JudgeSettings {
  readonly now: () => number;
  readonly channels: readonly Channel[];
  /** What the table's index holds: the alerts that wait, whenever they are due. */
  readonly waiting: () => readonly AttributeItem[];
  /** The silence for which this must not be told, once it has been in effect for that long. */
  readonly forbiddenBy: (telling: Telling, slackMs: number) => string | undefined;
  /** The firing alert that inhibits it, once it has been for that long. */
  readonly inhibitedBy: (telling: Telling, slackMs: number) => string | undefined;
  /** Longest time for which nobody may know of a waiting alert, ms. */
  readonly unawareMs: number;
}

/** When and how an alert was last told in a channel. */
interface Told {
  readonly atMs: number;
  readonly messageId: string;
  readonly telling: Telling;
  readonly versions: Set<number>;
}

const WINDOW_MS = 60_000;
/** An alert may be told again this much before its quiet end: clocks differ, and times are those of arrival. */
const QUIET_SLACK_MS = 15_000;

/** How long a dispatcher remembers the silences, ms. */
const SILENCES_KNOWN_MS = 10_000;

/** Watches from outside, as robots and senders would, whether the engine keeps its promises. */
export class Judge {
  readonly violations: Violation[] = [];
  readonly told = new Map<string, Told>();
  readonly #settings: JudgeSettings;
  readonly #arrivals = new Map<string, { readonly atMs: number; readonly isFrozen: boolean }[]>();
  readonly #takers = new Map<string, { readonly process: SimulatedProcess; readonly atMs: number }[]>();
  readonly #lost = new Set<string>();
  readonly #unsureMutes = new Map<string, { readonly process: SimulatedProcess; readonly untilMs: number }>();
  readonly #sureMutes = new Map<string, number>();
  /** Nobody could know before this of what waits, ms of the processes' clocks. */
  #awakeSinceMs = 0;
  messages = 0;
  throttles = 0;

  constructor(settings: JudgeSettings) {
    this.#settings = settings;
  }

  violated(promise: string, sentence: string, about: readonly string[]): void {
    this.violations.push({ promise, sentence, about, atMs: this.#settings.now() });
  }

  /** A request of ours reached a robot. */
  arrived(arrival: {
    readonly robot: RobotSpec;
    readonly delivery: Delivery;
    /** Requests the robot still works on. */
    readonly others: readonly Delivery[];
    readonly isMuted: boolean;
  }): void {
    const { robot, delivery, isMuted } = arrival;
    const { messageId, isFrozen } = delivery;
    const nowMs = this.#settings.now();
    this.messages += 1;
    const arrivals = (this.#arrivals.get(robot.id) ?? []).filter(({ atMs }) => atMs > nowMs - WINDOW_MS);
    arrivals.push({ atMs: nowMs, isFrozen });
    this.#arrivals.set(robot.id, arrivals);
    if (arrivals.length > robot.limit && !arrivals.some((one) => one.isFrozen)) {
      const sentence = `robot ${robot.id} got ${arrivals.length} requests within 60 s; its limit is ${robot.limit}`;
      this.violated('P3', sentence, [robot.id, messageId]);
    }

    const ours = arrival.others.filter((other) => other.from !== undefined);
    const [other] = ours;
    if (other !== undefined && !isFrozen && !ours.some((one) => one.isFrozen)) {
      const sentence = `robot ${robot.id} got ${messageId} while it still worked on ${other.messageId}`;
      this.violated('P5', sentence, [robot.id, messageId, other.messageId]);
    }

    const mutedUntilMs = this.#sureMutes.get(robot.id) ?? 0;
    if (isMuted && mutedUntilMs > nowMs && !isFrozen) {
      const sentence = `robot ${robot.id} was spoken to ${mutedUntilMs - nowMs} ms before its penalty was over, though we knew of it`;
      this.violated('P4', sentence, [robot.id, messageId]);
    }
  }

  /** A robot answered that it is muted; whether the sender lives to note it is another question. */
  throttled({ id }: RobotSpec, { from }: Delivery, untilMs: number): void {
    this.throttles += 1;
    if (from !== undefined) this.#unsureMutes.set(id, { process: from, untilMs });
  }

  /** A process wrote on a lane: from now on a mute it knew of is known to all. */
  laneWritten(process: SimulatedProcess, lane: string, after: AttributeItem): void {
    const unsure = this.#unsureMutes.get(lane);
    if (unsure === undefined || unsure.process !== process) return;
    if (after['fl'] === undefined && after['mute'] !== undefined) this.#sureMutes.set(lane, unsure.untilMs);
  }

  tooLong(robot: RobotSpec, { messageId }: Delivery): void {
    this.violated('P8', `message ${messageId} was too long for robot ${robot.id}`, [robot.id, messageId]);
  }

  /** Someone is about to take a lane for a message. */
  takes({ process, messageId }: { readonly process: SimulatedProcess; readonly messageId: string }): void {
    const takers = this.#takers.get(messageId) ?? [];
    takers.push({ process, atMs: this.#settings.now() });
    this.#takers.set(messageId, takers);
  }

  answerLost(messageId: string): void {
    this.#lost.add(messageId);
  }

  /** A lane was taken for a new message about these alerts, composed by what was there at `lookedAtMs` of that clock. */
  chose(lane: string, messageId: string, refs: readonly AlertRef[], lookedAtMs: number): void {
    if (refs.some(({ status, level }) => status === 'firing' && level === 1)) return;
    const channels = new Set(refs.map(({ channel }) => channel));
    const told = new Set(refs.map(({ channel, fingerprint }) => `${channel}/${fingerprint}`));
    const mostUrgent = this.#settings.waiting().flatMap((item) => {
      const [due = '', pk = '', sk = ''] = [item['due']?.S, item['pk']?.S, item['sk']?.S];
      const since = Math.max(Number(item['since']?.N ?? 0), this.#awakeSinceMs);
      return due.startsWith('0') ? [{ due, since, channel: pk.slice(2, -2), sk }] : [];
    });
    // The end of a down alert whose firing is untold goes as soon as that would.
    if (mostUrgent.some(({ channel, sk }) => told.has(`${channel}/${sk}`))) return;
    for (const { due, since, channel, sk } of mostUrgent) {
      if (!channels.has(channel)) continue;
      const waitedMs = lookedAtMs - Math.max(decodeDue(due).atMs, since);
      if (waitedMs <= this.#settings.unawareMs) continue;
      const sentence = `message ${messageId} on lane ${lane} told lesser alerts while a down alert of channel ${channel} had waited for ${waitedMs} ms`;
      this.violated('P9', sentence, [lane, messageId, `${channel}/${sk}`]);
    }
  }

  /** The table deleted something for its age. */
  deletedWaiting(item: AttributeItem): void {
    const [pk = '', sk = ''] = [item['pk']?.S, item['sk']?.S];
    this.violated('P2', `${pk} ${sk} was deleted for its age while it waited`, [`${pk.slice(2, -2)}/${sk}`]);
  }

  /** A message appeared in a group. */
  shown(robot: RobotSpec, delivery: Delivery): void {
    const { messageId, tells, isFrozen } = delivery;
    const nowMs = this.#settings.now();
    for (const telling of tells) {
      this.#checkSilenced(telling, delivery);
      const last = this.told.get(telling.key);
      const about = [telling.key, messageId, ...(last === undefined ? [] : [last.messageId])];
      if (last !== undefined && !isFrozen) {
        if (telling.version < last.telling.version) {
          const [now, before] = [words(telling), words(last.telling)];
          const sentence = `robot ${robot.id} showed alert ${telling.key} as ${now} after it had shown it as ${before}`;
          this.violated('P10', sentence, about);
        }
        if (this.#isRepeated(telling, last, nowMs) && !this.#isExcused(last) && !this.#isLost(messageId)) {
          const sentence = `alert ${telling.key} was told as ${words(telling)} in ${last.messageId} and ${nowMs - last.atMs} ms later again in ${messageId}, although no answer was lost and no worker was in trouble`;
          this.violated('P6', sentence, about);
        }
      }
      const versions = last?.versions ?? new Set();
      versions.add(telling.version);
      if (last === undefined || telling.version >= last.telling.version) {
        this.told.set(telling.key, { atMs: nowMs, messageId, telling, versions });
      }
    }
  }

  /** After weeks of standstill nobody remembers what was told. */
  forget(nowMs: number): void {
    this.#awakeSinceMs = nowMs;
    this.told.clear();
    this.#arrivals.clear();
    this.#sureMutes.clear();
    this.#unsureMutes.clear();
  }

  /** Who composed it may have read the silences ten seconds before, and have stood still since. */
  #checkSilenced(telling: Telling, { messageId, isFrozen }: Delivery): void {
    if (isFrozen) return;
    const slackMs = SILENCES_KNOWN_MS + this.#settings.unawareMs;
    const source = this.#settings.inhibitedBy(telling, slackMs);
    if (source !== undefined) {
      const sentence = `alert ${telling.key} was told as ${words(telling)} in ${messageId} although ${source} fired`;
      this.violated('inhibition', sentence, [telling.key, messageId]);
    }
    const by = this.#settings.forbiddenBy(telling, slackMs);
    if (by === undefined) return;
    const sentence = `alert ${telling.key} was told as ${words(telling)} in ${messageId} although silence ${by} was in effect`;
    this.violated('silence', sentence, [telling.key, messageId]);
  }

  #isRepeated(telling: Telling, last: Told, nowMs: number): boolean {
    const before = last.telling;
    const aggregation = this.#settings.channels.find(({ name }) => name === telling.channel)?.aggregation;
    if (aggregation?.enabled !== true) return false;
    const isSame =
      telling.status === before.status && (telling.version === before.version || telling.level === before.level);
    if (!isSame) return false;
    if (telling.version !== before.version) return false;

    return nowMs - last.atMs < aggregation.intervalSeconds * 1000 - QUIET_SLACK_MS;
  }

  #isLost(messageId: string): boolean {
    return this.#lost.has(messageId);
  }

  #isExcused({ messageId }: Told): boolean {
    const takers = this.#takers.get(messageId) ?? [];
    return this.#isLost(messageId) || takers.some(({ process, atMs }) => process.troubledAtMs >= atMs);
  }
}

function words({ status, level, version }: Telling): string {
  return `${status} (level ${level}, version ${version})`;
}
