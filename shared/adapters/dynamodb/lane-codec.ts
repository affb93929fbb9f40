import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DUE_CLASSES, type DueClass } from '#shared/admission/due.ts';
import type { MisconfiguredReason } from '#shared/delivery/outcome.ts';
import { type AlertRef, emptyLane, type FollowUp, type Lane, type LaneMessage } from '#shared/pacing/lane.ts';
import { numeric, readNumber, readText, type StoredItem, text } from './attribute-values.ts';

/**
 * Attributes a settlement writes; all others belong to the lease. Structured
 * ones are JSON text: they are always written whole, and text is smaller than
 * the table's own maps, which keeps an ordinary lane below one write unit.
 */
export type LaneAttributes = Readonly<Record<string, AttributeValue | undefined>>;

/** What of a lane a settlement writes; undefined removes the attribute. */
export function settledAttributes(lane: Lane): LaneAttributes {
  return {
    slots: lane.slots.length === 0 ? undefined : text(encodeSlots(lane.slots)),
    acks: lane.acks.length === 0 ? undefined : text(JSON.stringify(lane.acks)),
    again: json(lane.again),
    also: json(lane.alsoAgain),
    doubt: json(lane.doubtful),
    ddue: optionalNumber(lane.doubtfulDueAt),
    fup: json(lane.followUp),
    // A follow-up puts the lane itself into the due index, where the sweep finds it.
    due: lane.followUp === undefined ? undefined : text(`1${String(lane.slots.at(-1) ?? 0).padStart(13, '0')}`),
    mute: optionalNumber(lane.mutedUntil),
    retry: optionalNumber(lane.retryAt),
    fails: lane.failures === 0 ? undefined : numeric(lane.failures),
    bad: lane.misconfigured === undefined ? undefined : text(lane.misconfigured),
    trouble: optionalNumber(lane.troubleSince),
    strain: json(lane.strained),
    caps: json(lane.caps),
    mon: lane.month === undefined ? undefined : text(lane.month),
    cap: lane.monthCount === 0 ? undefined : numeric(lane.monthCount),
  };
}

/** Reads a lane item; a missing one is a lane nobody used yet. */
export function decodeLane(id: string, item: StoredItem | undefined): Lane {
  if (item === undefined) return emptyLane(id);
  const lane: { -readonly [K in keyof Lane]: Lane[K] } = {
    id,
    fence: readNumber(item, 'fence') ?? 0,
    slots: decodeSlots(readText(item, 'slots')),
    acks: parse<readonly LaneMessage[]>(readText(item, 'acks')) ?? [],
    failures: readNumber(item, 'fails') ?? 0,
    monthCount: readNumber(item, 'cap') ?? 0,
  };
  assign(lane, 'owner', readText(item, 'own'));
  assign(lane, 'till', readNumber(item, 'till'));
  assign(lane, 'inFlight', parse<LaneMessage>(readText(item, 'fl')));
  assign(lane, 'inFlightUntil', readNumber(item, 'flu'));
  assign(lane, 'again', parse<LaneMessage>(readText(item, 'again')));
  assign(lane, 'alsoAgain', parse<readonly LaneMessage[]>(readText(item, 'also')));
  assign(lane, 'doubtful', parse<readonly AlertRef[]>(readText(item, 'doubt')));
  assign(lane, 'doubtfulDueAt', readNumber(item, 'ddue'));
  assign(lane, 'followUp', parse<FollowUp>(readText(item, 'fup')));
  assign(lane, 'mutedUntil', readNumber(item, 'mute'));
  assign(lane, 'retryAt', readNumber(item, 'retry'));
  assign(lane, 'misconfigured', readText(item, 'bad') as MisconfiguredReason | undefined);
  assign(lane, 'troubleSince', readNumber(item, 'trouble'));
  assign(lane, 'strained', parse<Lane['strained']>(readText(item, 'strain')));
  assign(lane, 'caps', parse<Lane['caps']>(readText(item, 'caps')));
  assign(lane, 'month', readText(item, 'mon'));
  assign(lane, 'wakeAt', readNumber(item, 'wake'));
  assign(lane, 'wakeFor', dueClassOf(readNumber(item, 'wfor')));

  return lane;
}

function dueClassOf(stored: number | undefined): DueClass | undefined {
  return DUE_CLASSES.find((one) => one === stored);
}

/** Times of the last answers: the first whole, the rest as distances, in base 36. */
function encodeSlots(slots: readonly number[]): string {
  return slots.map((at, index) => (at - (index === 0 ? 0 : (slots[index - 1] ?? 0))).toString(36)).join(' ');
}

function decodeSlots(stored: string | undefined): readonly number[] {
  let at = 0;
  return (stored ?? '')
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => {
      at += Number.parseInt(part, 36);
      return at;
    });
}

function parse<T>(stored: string | undefined): T | undefined {
  return stored === undefined ? undefined : (JSON.parse(stored) as T);
}

function json(value: unknown): AttributeValue | undefined {
  return value === undefined ? undefined : text(JSON.stringify(value));
}

function optionalNumber(value: number | undefined): AttributeValue | undefined {
  return value === undefined ? undefined : numeric(value);
}

function assign<K extends keyof Lane>(lane: { -readonly [P in keyof Lane]: Lane[P] }, name: K, value: Lane[K]): void {
  if (value !== undefined) lane[name] = value;
}
