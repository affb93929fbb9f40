import type {
  Acknowledged,
  Acknowledgement,
  Admitted,
  AlertStore,
  Arrival,
  Refused,
} from '#shared/admission/alert-store.ts';
import { decodeDue } from '#shared/admission/due.ts';
import { FLAPPING_CHANGES } from '#shared/admission/flapping.ts';
import { untoldSince } from './alert-clauses.ts';
import { decodeChanges } from './alert-item-codec.ts';
import { postponeWrite, releaseWrite } from './alert-postponements.ts';
import {
  countWrite,
  endNewerQuietlyWrite,
  endNothingLeftWrite,
  markFlappingWrite,
  noteQuietEndWrite,
  recoverQuietlyWrite,
  recoverSuppressedWrite,
  suppressNewerWrite,
  suppressWrite,
} from './alert-quiet-writes.ts';
import { createAlertReader, storedAlert } from './alert-reader.ts';
import {
  acknowledgeOlderWrite,
  acknowledgeWrite,
  buryWrite,
  isBuriedBy,
  noteMaybeShownWrite,
  tellSuppressedEndWrite,
  withholdWrite,
} from './alert-tellings.ts';
import {
  type ConditionalWrite,
  fireWrite,
  raiseWrite,
  recoverUnseenWrite,
  recoverWrite,
  refireWrite,
  transitionWrites,
} from './alert-writes.ts';
import { needNumber, readNumber, readText, type StoredItem } from './attribute-values.ts';
import { type Table, tryUpdate } from './conditional.ts';
import { createGroupHolds } from './group-holds.ts';
import { alertKey } from './keys.ts';

/** How long an item that will not be sent is kept, ms, unless said otherwise. */
export const KEEP_SUPPRESSED_MS = 30 * 24 * 3600_000;

/** The alert items in DynamoDB, or in anything that speaks its protocol. */
export function createAlertStore(table: Table, keepMs: number = KEEP_SUPPRESSED_MS): AlertStore {
  const expiry = ({ nowMs }: Arrival): number => Math.floor((nowMs + keepMs) / 1000);
  const admitBy = (write: (arrival: Arrival) => ConditionalWrite) => async (arrival: Arrival) =>
    admittedOf(await tryUpdate(table, alertKey(arrival.channel, arrival.fingerprint), write(arrival)), arrival);
  const changeBy = (write: (arrival: Arrival) => ConditionalWrite) => async (arrival: Arrival) => {
    for (const way of transitionWrites(arrival, write)) {
      const done = await tryUpdate(table, alertKey(arrival.channel, arrival.fingerprint), way);
      if (done !== 'refused') return changedOf(done, arrival);
    }
    return 'refused' as const;
  };
  const acknowledge = async (ack: Acknowledgement): Promise<Acknowledged> => {
    const key = alertKey(ack.channel, ack.fingerprint);
    const done = await tryUpdate(table, key, acknowledgeWrite(ack));
    if (done !== 'refused') return 'told';
    const older = await tryUpdate(table, key, acknowledgeOlderWrite(ack));
    // Whoever acknowledged it first may have died before the end was made due.
    const item = older === 'refused' ? await storedAlert(table, ack) : older;
    const end = item === undefined ? undefined : tellSuppressedEndWrite(item);
    const isMadeDue = end !== undefined && (await tryUpdate(table, key, end)) !== 'refused';
    return older === 'refused' && !isMadeDue ? 'told' : 'changed-meanwhile';
  };

  return {
    fire: admitBy(fireWrite),
    raise: changeBy(raiseWrite),
    refire: changeBy(refireWrite),
    recover: changeBy(recoverWrite),
    recoverSuppressed: admitBy((arrival) => recoverSuppressedWrite(arrival, expiry(arrival))),
    async recoverQuietly(arrival, reason) {
      const key = alertKey(arrival.channel, arrival.fingerprint);
      const done = await tryUpdate(table, key, recoverQuietlyWrite(arrival, reason));
      const end = done === 'refused' ? undefined : endNothingLeftWrite(done, expiry(arrival));
      if (end !== undefined) await tryUpdate(table, key, end);
      return changedOf(done, arrival);
    },
    async endNewerQuietly(arrival, reason) {
      const key = alertKey(arrival.channel, arrival.fingerprint);
      const done = await tryUpdate(table, key, endNewerQuietlyWrite(arrival));
      const note = done === 'refused' ? undefined : noteQuietEndWrite(done, reason);
      if (note !== undefined) await tryUpdate(table, key, note);
      return admittedOf(done, arrival);
    },
    recoverUnseen: changeBy(recoverUnseenWrite),
    suppressUnseen: (arrival, reason) => admitBy((a) => suppressWrite(a, reason, expiry(a), 'unseen'))(arrival),
    async suppress(arrival, reason) {
      const key = alertKey(arrival.channel, arrival.fingerprint);
      const writes = [
        suppressWrite(arrival, reason, expiry(arrival), 'any'),
        // Without a start time nothing tells a newer episode from the one that is known.
        ...(arrival.episode === undefined ? [] : [suppressNewerWrite(arrival, reason, expiry(arrival))]),
        countWrite(arrival),
      ];
      for (const write of writes) if ((await tryUpdate(table, key, write)) !== 'refused') return;
    },
    async markFlapping(mark) {
      const done = await tryUpdate(table, alertKey(mark.channel, mark.fingerprint), markFlappingWrite(mark));
      return done === 'refused' ? done : 'marked';
    },
    acknowledge,
    async withhold(key, reason) {
      const done = await tryUpdate(table, alertKey(key.channel, key.fingerprint), withholdWrite(key, reason));
      return done === 'refused' ? done : 'withheld';
    },
    async postpone(postponement) {
      const key = alertKey(postponement.channel, postponement.fingerprint);
      return (await tryUpdate(table, key, postponeWrite(postponement))) === 'refused' ? 'refused' : 'postponed';
    },
    async release(release) {
      const key = alertKey(release.channel, release.fingerprint);
      return (await tryUpdate(table, key, releaseWrite(release))) === 'refused' ? 'refused' : 'released';
    },
    async noteMaybeShown(shown) {
      const key = alertKey(shown.channel, shown.fingerprint);
      return (await tryUpdate(table, key, noteMaybeShownWrite(shown))) === 'refused' ? 'refused' : 'noted';
    },
    async bury(ack, reason) {
      const done = await tryUpdate(table, alertKey(ack.channel, ack.fingerprint), buryWrite(ack, reason));
      if (done !== 'refused') return 'buried';
      // The client repeats a write whose answer was lost: then what refuses it is itself, and nobody told of it yet.
      const item = await storedAlert(table, ack);
      return item !== undefined && isBuriedBy(item, ack, reason) ? 'buried' : 'refused';
    },
    ...createAlertReader(table),
    ...createGroupHolds(table),
  };
}

function admittedOf(item: StoredItem | 'refused', arrival: Arrival): Admitted | Refused {
  if (item === 'refused') return 'refused';
  const stored = readText(item, 'due');
  const due = stored === undefined ? undefined : decodeDue(stored);
  // `since` is set by the first write that makes an alert due, and removed when it is told. A transition that finds
  // a held repeat keeps `since` and moves the due time to now.
  const madeDue = readNumber(item, 'since') === untoldSince(arrival) || due?.atMs === untoldSince(arrival);

  return {
    version: needNumber(item, 'v'),
    receipts: needNumber(item, 'n'),
    ...(due !== undefined && madeDue ? { madeDue: due } : {}),
  };
}

/** As `admittedOf`, of a transition: with the alert's changes when there were enough of them to matter. */
function changedOf(item: StoredItem | 'refused', arrival: Arrival): Admitted | Refused {
  const admitted = admittedOf(item, arrival);
  if (item === 'refused' || admitted === 'refused') return 'refused';
  const changes = decodeChanges(item);

  return changes.times.length < FLAPPING_CHANGES ? admitted : { ...admitted, changes };
}
