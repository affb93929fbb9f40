import { matchDeliveries } from '#local/demo/match-deliveries.ts';
import { percentile } from '#local/demo/percentile.ts';
import type { ChatMessage } from '#local/sandbox/chat-record.ts';
import type { Level } from '#shared/alert/level.ts';
import type { DeliveryDetails, LedgerRow } from './relay-reader.ts';
import type { StormAlert } from './traffic.ts';

/** How long alerts took from the answer to their sender to the robot's receipt of the first message that tells them. */
export interface Latencies {
  readonly alerts: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** All that the account is drawn from. */
export interface Evidence {
  readonly traffic: readonly StormAlert[];
  readonly acceptedAtMs: ReadonlyMap<string, number>;
  readonly rows: readonly LedgerRow[];
  readonly deliveries: readonly DeliveryDetails[];
  readonly messages: readonly ChatMessage[];
}

/** What became of the accepted alerts of a storm. */
export interface StormAccount {
  readonly accepted: number;
  readonly delivered: number;
  /** Accepted, and in no message that the robot showed: each with what the ledger says of it. */
  readonly lost: readonly string[];
  readonly down: Latencies;
  readonly rest: Latencies;
  /** Messages whose alerts in the ledger are not as many as the message says; and messages no delivery answers for. */
  readonly contradictions: readonly string[];
}

/** Draws the account from what senders were told, what the ledger says, and what the robot showed. */
export function drawAccount(evidence: Evidence): StormAccount {
  const { traffic, acceptedAtMs, rows, deliveries, messages } = evidence;
  const shownAt = shownAtMs(rows, deliveries, messages);
  const took = new Map<string, number>();
  for (const [id, acceptedMs] of acceptedAtMs) {
    const atMs = shownAt.get(id);
    if (atMs !== undefined) took.set(id, Math.max(0, atMs - acceptedMs));
  }
  const ofLevel = (isAsked: (level: Level) => boolean): Latencies =>
    latencies(traffic.filter(({ level }) => isAsked(level)).flatMap(({ id }) => took.get(id) ?? []));

  return {
    accepted: acceptedAtMs.size,
    delivered: took.size,
    lost: [...acceptedAtMs.keys()].filter((id) => !took.has(id)).map((id) => fateOf(id, rows, deliveries)),
    down: ofLevel((level) => level === 'down'),
    rest: ofLevel((level) => level !== 'down'),
    contradictions: contradictions(evidence, matchMessages(deliveries, messages)),
  };
}

/** What the ledger says of an alert that was not shown. */
function fateOf(id: string, rows: readonly LedgerRow[], deliveries: readonly DeliveryDetails[]): string {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) return `${id}: not in the ledger`;
  const attempts = row.deliveries.map((name) => deliveries.find((one) => one.id === name)?.outcome ?? 'not recorded');
  const due = row.dueAt === null || row.dueAt === undefined ? '' : `, due ${row.dueAt}`;

  return `${id}: ${row.state}${due}, its messages: ${attempts.length === 0 ? 'none' : attempts.join(', ')}`;
}

/** When the robot got the first message that tells each alert, by id: the ledger names the message, the robot showed it. */
export function shownAtMs(
  rows: readonly LedgerRow[],
  deliveries: readonly DeliveryDetails[],
  messages: readonly ChatMessage[],
): ReadonlyMap<string, number> {
  const shownAs = matchMessages(deliveries, messages);
  return new Map(
    rows
      .map((row) => [row.id, row.deliveries.flatMap((id) => shownAs.get(id)?.at ?? [])] as const)
      .filter(([, times]) => times.length > 0)
      .map(([id, times]) => [id, Math.min(...times)]),
  );
}

/** Which message the robot showed for each delivery the relay recorded: by the id in both, else by the time. */
function matchMessages(
  deliveries: readonly DeliveryDetails[],
  messages: readonly ChatMessage[],
): ReadonlyMap<string, ChatMessage> {
  const byUuid = new Map(
    messages.flatMap((message) => (message.msgUuid === undefined ? [] : [[message.msgUuid, message]])),
  );
  const byTime = new Map(messages.map((message) => [message.at, message]));
  const times = matchDeliveries(deliveries, messages);
  const told = deliveries.filter(({ outcome }) => outcome === 'delivered');

  return new Map(
    told.flatMap(({ id }) => {
      const message = byUuid.get(id.split('-', 1)[0] ?? '') ?? byTime.get(times.get(id) ?? Number.NaN);
      return message === undefined ? [] : [[id, message]];
    }),
  );
}

/** The cross-check: the relay's record of a message and the message itself must say the same number of alerts. */
function contradictions(
  { rows, deliveries, messages }: Evidence,
  shownAs: ReadonlyMap<string, ChatMessage>,
): readonly string[] {
  const told = deliveries.filter(({ outcome, kind }) => outcome === 'delivered' && kind !== 'mention');
  // Deliveries of one message to several channels share the message.
  const byMessage = Map.groupBy(told, ({ id }) => shownAs.get(id)?.seq);
  const countIn = (id: string): number => rows.filter((row) => row.deliveries.includes(id)).length;
  const wrong = [...byMessage].flatMap(([seq, same]) => {
    const message = messages.find((one) => one.seq === seq);
    const claimed = same.reduce((sum, { alertCount }) => sum + alertCount, 0);
    const recorded = same.reduce((sum, { id }) => sum + countIn(id), 0);
    if (message === undefined) return [`${same.length} deliveries recorded that the robot never showed`];
    if (claimed === recorded && (claimed <= 1 || saysCount(message.text, claimed))) return [];
    return [`message ${seq}: ${claimed} alerts claimed, ${recorded} in the ledger, and the text does not say so`];
  });
  const answeredFor = new Set([...shownAs.values()].map(({ seq }) => seq));
  const stray = messages.filter(({ seq }) => !answeredFor.has(seq)).length;

  return stray === 0 ? wrong : [...wrong, `${stray} messages shown that no recorded delivery answers for`];
}

/** Whether the number stands in the text, with or without a comma between thousands. */
function saysCount(text: string, count: number): boolean {
  return new RegExp(`(^|\\D)${count}(\\D|$)`).test(text.replaceAll(/(\d),(?=\d{3}(\D|$))/g, '$1'));
}

function latencies(tookMs: readonly number[]): Latencies {
  return {
    alerts: tookMs.length,
    p50Ms: percentile(tookMs, 0.5) ?? Number.NaN,
    p99Ms: percentile(tookMs, 0.99) ?? Number.NaN,
    maxMs: tookMs.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY),
  };
}
