import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { DueClass } from '#shared/admission/due.ts';
import { ANSWER_SLACK_MS } from '#shared/dispatching/hindrance.ts';
import type { Lane } from '#shared/pacing/lane.ts';
import { type LaneStore, type Take, WAKE_TOLERANCE_MS } from '#shared/pacing/lane-store.ts';
import type { ConditionalWrite } from './alert-writes.ts';
import { numeric, text } from './attribute-values.ts';
import { type Table, tryUpdate } from './conditional.ts';
import { laneKey } from './keys.ts';
import { decodeLane, settledAttributes } from './lane-codec.ts';
import { createManifests } from './manifests.ts';

/**
 * A robot's lane. Its life around one message:
 *
 *   free ── take ──▶ held, in flight ── settle ──▶ held, to acknowledge ── acknowledged ──▶ free
 *                         │                └── settle (not delivered) ──────────────────▶ free
 *                         └─ worker dies ─ reclaim (lease and answer time over) ─▶ free, `again`
 *
 * `fence` grows with every take and reclaim, and with every other write of
 * whoever does not hold the lane. Whoever acts on an older fence acts on nothing.
 */
export function createLaneStore(table: Table): LaneStore {
  return {
    async get(id) {
      const { Item } = await table.client.send(
        new GetItemCommand({ TableName: table.tableName, Key: laneKey(id), ConsistentRead: true }),
      );
      return decodeLane(id, Item);
    },
    async take(lane, take) {
      const done = await tryUpdate(table, laneKey(lane.id), takeWrite(lane, take));
      return done === 'refused' ? 'lost' : decodeLane(lane.id, done);
    },
    async settle(lane, next, lease) {
      const done = await tryUpdate(table, laneKey(lane.id), settleWrite(lane, next, lease));
      return done === 'refused' ? 'lost' : 'settled';
    },
    async reclaim(lane, next, nowMs) {
      const done = await tryUpdate(table, laneKey(lane.id), reclaimWrite(lane, next, nowMs));
      return done === 'refused' ? 'lost' : 'reclaimed';
    },
    async amend(lane, next) {
      // Its user may settle under the same fence: what was read before that must not be written over it.
      if (lane.owner !== undefined || lane.inFlight !== undefined) return 'lost';
      const done = await tryUpdate(table, laneKey(lane.id), amendWrite(lane, next));
      return done === 'refused' ? 'lost' : 'amended';
    },
    async expireLease(lane) {
      if (lane.owner !== undefined) await tryUpdate(table, laneKey(lane.id), expireLeaseWrite(lane, lane.owner));
    },
    async acknowledged(lane) {
      await tryUpdate(table, laneKey(lane.id), acknowledgedWrite(lane));
    },
    async planWake(id, atMs, nowMs, waiting) {
      const done = await tryUpdate(table, laneKey(id), planWakeWrite(atMs, nowMs, waiting));
      return done === 'refused' ? 'planned-already' : 'plan';
    },
    async noteOverdue(id, nowMs) {
      await tryUpdate(table, laneKey(id), noteOverdueWrite(nowMs));
    },
    ...createManifests(table),
  };
}

const NOBODY_HOLDS = '(attribute_not_exists(own) OR own = :me OR till < :now)';
const NOTHING_IN_FLIGHT = 'attribute_not_exists(fl)';
const SAME_FENCE = '(attribute_not_exists(fence) OR fence = :f)';
const NOT_MUTED = '(attribute_not_exists(mute) OR mute <= :now)';
const LEASE_OVER = '(attribute_not_exists(till) OR till < :now)';
const ANSWER_OVERDUE = 'flu < :overdue';

function takeWrite(lane: Lane, take: Take): ConditionalWrite {
  return {
    update: 'SET own = :me, till = :till, fl = :fl, flu = :flu ADD fence :one',
    condition: [NOBODY_HOLDS, NOTHING_IN_FLIGHT, SAME_FENCE, ...(sendsItself(take) ? [NOT_MUTED] : [])].join(' AND '),
    values: {
      ':me': text(take.owner),
      ':now': numeric(take.nowMs),
      ':till': numeric(take.tillMs),
      ':fl': text(JSON.stringify(take.message)),
      ':flu': numeric(take.inFlightUntilMs),
      ':f': numeric(lane.fence),
      ':one': numeric(1),
    },
  };
}

/** A lane whose message goes through another robot may be muted itself. */
function sendsItself({ message }: Take): boolean {
  return message.through === undefined;
}

function settleWrite(lane: Lane, next: Lane, lease: 'held' | 'free'): ConditionalWrite {
  const { set, remove, values } = attributeChanges(next);
  // Another dispatcher may plan a look at any time: only the plan that was fulfilled is removed.
  const fulfilled = lane.wakeAt !== undefined && next.wakeAt === undefined ? ['wake', 'wfor'] : [];
  const removed = [...remove, ...fulfilled, 'fl', 'flu', ...(lease === 'free' ? ['own', 'till'] : [])];
  return {
    update: `${set} REMOVE ${removed.join(', ')}`.trim(),
    condition: 'own = :me AND fence = :f',
    values: { ...values, ':me': text(lane.owner ?? ''), ':f': numeric(lane.fence) },
  };
}

function reclaimWrite(lane: Lane, next: Lane, nowMs: number): ConditionalWrite {
  const { set, remove, values } = attributeChanges(next);
  return {
    update: `${set} REMOVE ${[...remove, 'fl', 'flu', 'own', 'till'].join(', ')} ADD fence :one`.trim(),
    condition: [LEASE_OVER, ANSWER_OVERDUE, 'fence = :f'].join(' AND '),
    values: {
      ...values,
      ':now': numeric(nowMs),
      ':overdue': numeric(nowMs - ANSWER_SLACK_MS),
      ':f': numeric(lane.fence),
      ':one': numeric(1),
    },
  };
}

function amendWrite(lane: Lane, next: Lane): ConditionalWrite {
  const { set, remove, values } = attributeChanges(next);
  return {
    update: `${set}${remove.length === 0 ? '' : ` REMOVE ${remove.join(', ')}`} ADD fence :one`.trim(),
    condition: `${SAME_FENCE} AND ${NOTHING_IN_FLIGHT}`,
    values: { ...values, ':f': numeric(lane.fence), ':one': numeric(1) },
  };
}

function expireLeaseWrite(lane: Lane, owner: string): ConditionalWrite {
  return {
    update: 'SET till = :over, flu = :over',
    condition: 'own = :me AND fence = :f',
    values: { ':over': numeric(0), ':me': text(owner), ':f': numeric(lane.fence) },
  };
}

function acknowledgedWrite(lane: Lane): ConditionalWrite {
  const owner = lane.owner === undefined ? 'attribute_not_exists(own)' : '(attribute_not_exists(own) OR own = :me)';
  return {
    update: 'REMOVE acks, own, till ADD fence :one',
    condition: `fence = :f AND ${NOTHING_IN_FLIGHT} AND ${owner}`,
    values: {
      ':f': numeric(lane.fence),
      ':one': numeric(1),
      ...(lane.owner === undefined ? {} : { ':me': text(lane.owner) }),
    },
  };
}

function planWakeWrite(atMs: number, nowMs: number, waiting: DueClass | undefined): ConditionalWrite {
  return {
    update: waiting === undefined ? 'SET wake = :at REMOVE wfor' : 'SET wake = :at, wfor = :for',
    condition: `attribute_not_exists(wake) OR wake <= :now OR wake > :near OR ${waiting === undefined ? 'attribute_exists(wfor)' : 'wfor > :for'}`,
    values: {
      ':at': numeric(atMs),
      ':now': numeric(nowMs),
      ':near': numeric(atMs + WAKE_TOLERANCE_MS),
      ...(waiting === undefined ? {} : { ':for': numeric(waiting) }),
    },
  };
}

function noteOverdueWrite(nowMs: number): ConditionalWrite {
  return {
    update: 'SET wake = :now',
    condition: 'attribute_not_exists(wake)',
    values: { ':now': numeric(nowMs) },
  };
}

function attributeChanges(next: Lane): {
  readonly set: string;
  readonly remove: readonly string[];
  readonly values: Record<string, AttributeValue>;
} {
  const entries = Object.entries(settledAttributes(next));
  const values: Record<string, AttributeValue> = {};
  const sets: string[] = [];
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    values[`:${name}`] = value;
    sets.push(`${name} = :${name}`);
  }

  return {
    set: sets.length === 0 ? '' : `SET ${sets.join(', ')}`,
    remove: entries.filter(([, value]) => value === undefined).map(([name]) => name),
    values,
  };
}
