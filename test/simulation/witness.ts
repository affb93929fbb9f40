import type { AlertStore } from '#shared/admission/alert-store.ts';
import { decodeBrief } from '#shared/admission/brief.ts';
import { type LevelNumber, levelNumber } from '#shared/alert/level.ts';
import type { AlertRef, LaneMessage } from '#shared/pacing/lane.ts';
import type { LaneStore } from '#shared/pacing/lane-store.ts';
import type { Judge, Telling } from './judge.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/**
 * Looks over the shoulder of one dispatch: what it read of the alerts, and
 * which message it took a lane for. That is what the message tells.
 */
export class Witness {
  readonly #process: SimulatedProcess;
  readonly #judge: Judge;
  readonly #seen = new Map<string, Telling>();
  /** Versions read of each alert since a lane was last read. */
  readonly #versions = new Map<string, Set<number>>();
  /** Levels read of each alert since a lane was last taken: it is judged by one, and told as it is a moment later. */
  readonly #levels = new Map<string, Set<LevelNumber>>();
  /** Alerts of long lists, by the names of these. */
  readonly #manifests = new Map<string, readonly AlertRef[]>();
  /** Alerts of messages, by message. */
  readonly #tells = new Map<string, readonly Telling[]>();
  /** The message a lane was last taken for. */
  readonly #onLane = new Map<string, string>();

  constructor(process: SimulatedProcess, judge: Judge) {
    this.#process = process;
    this.#judge = judge;
  }

  /** The message that is on its way through a robot. */
  messageAt(lane: string): { readonly messageId: string; readonly tells: readonly Telling[] } {
    const messageId = this.#onLane.get(lane) ?? 'unknown';
    return { messageId, tells: this.#tells.get(messageId) ?? [] };
  }

  watchAlerts(alerts: AlertStore): AlertStore {
    return {
      ...alerts,
      due: async (mark, nowMs, limit) => {
        const entries = await alerts.due(mark, nowMs, limit);
        for (const { channel, fingerprint, version, brief } of entries) {
          const { status, level } = decodeBrief(brief);
          this.#see({ channel, key: `${channel}/${fingerprint}`, version, status, level: levelNumber(level) });
        }
        return entries;
      },
      read: async (keys) => {
        const items = await alerts.read(keys);
        for (const { channel, fingerprint, version, status, level } of items) {
          this.#see({ channel, key: `${channel}/${fingerprint}`, version, status, level });
        }
        return items;
      },
    };
  }

  watchLanes(lanes: LaneStore): LaneStore {
    let lookedAt = this.#process.now();
    return {
      ...lanes,
      get: (id) => {
        this.#versions.clear();
        lookedAt = this.#process.now();
        return lanes.get(id);
      },
      writeManifest: (name, refs, expiresAtMs) => {
        this.#manifests.set(name, refs);
        return lanes.writeManifest(name, refs, expiresAtMs);
      },
      take: async (lane, take) => {
        // What has to be said again goes before all else.
        const isFirst = lane.again === undefined;
        const refs = refsOf(take.message, this.#manifests);
        if (refs !== undefined)
          this.#tells.set(
            take.message.id,
            refs.map((ref) => this.#telling(ref, isFirst)),
          );
        this.#levels.clear();
        this.#judge.takes({ process: this.#process, messageId: take.message.id });
        const taken = await lanes.take(lane, take);
        if (taken !== 'lost') this.#onLane.set(lane.id, take.message.id);
        if (taken !== 'lost' && isFirst && refs !== undefined) {
          this.#judge.chose(lane.id, take.message.id, refs, lookedAt);
        }
        return taken;
      },
    };
  }

  #see(telling: Telling): void {
    this.#seen.set(telling.key, telling);
    const versions = this.#versions.get(telling.key) ?? new Set();
    this.#versions.set(telling.key, versions.add(telling.version));
    const levels = this.#levels.get(telling.key) ?? new Set();
    this.#levels.set(telling.key, levels.add(telling.level));
  }

  #telling(ref: AlertRef, isFirst: boolean): Telling {
    const { channel, fingerprint, version, status, level } = ref;
    const key = `${channel}/${fingerprint}`;
    const asRecorded = { channel, key, version, status, level, levelsRead: [...(this.#levels.get(key) ?? [])] };
    // In what is said again, that which is recorded and was not read is of the message before, and told as it is now.
    return isFirst || this.#versions.get(key)?.has(version) === true ? asRecorded : (this.#seen.get(key) ?? asRecorded);
  }
}

function refsOf(
  message: LaneMessage,
  manifests: ReadonlyMap<string, readonly AlertRef[]>,
): readonly AlertRef[] | undefined {
  return message.refs ?? manifests.get(message.manifestOf ?? message.id);
}
