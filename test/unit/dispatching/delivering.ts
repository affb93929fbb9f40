import type { ParsedAlert } from '#shared/alert/alert.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import type { ComposedMessage } from '#shared/dispatching/compose-message.ts';
import { deliverMessage, type Surroundings } from '#shared/dispatching/deliver-message.ts';
import type { DispatchPorts } from '#shared/dispatching/dispatch-ports.ts';
import type { Route } from '#shared/dispatching/route.ts';
import type { TurnEnd } from '#shared/dispatching/turn-end.ts';
import type { AlertRef, Lane, LaneMessage } from '#shared/pacing/lane.ts';
import { type Mention, NOBODY } from '#shared/rendering/message.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { OK, START_MS, startHarness } from '#test/pipeline/harness.ts';

/** The lane of every message here. */
export const LANE = aRobot().webhookId;
/** A message before it is sent. */
export const PLANNED: LaneMessage = { id: '0mi7r2yo0abcdefgh', kind: 'single', channel: 'dba', attempt: 1 };
/** Another one, which tells nothing. */
export const OTHER: LaneMessage = { ...PLANNED, id: '0mi7r2yo0zzzzzzzz', refs: [] };
export const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer' };

/** A message and its circumstances, as far as they are not ordinary. */
export interface Case {
  readonly channels?: readonly [Channel, ...Channel[]];
  readonly lane?: Partial<Lane>;
  /** A look planned for the lane, ms. */
  readonly wakeAt?: number;
  readonly message?: Partial<ComposedMessage> | 'none';
  readonly mention?: Mention;
  readonly planned?: LaneMessage;
  readonly around?: Partial<Surroundings>;
  readonly answer?: PostResult;
  /** Alerts that wait when it is sent. */
  readonly waiting?: readonly ParsedAlert[];
  /** What of the world is another than in an ordinary relay. */
  readonly more?: (relay: Relay) => Partial<DispatchPorts>;
}

type Relay = Awaited<ReturnType<typeof startHarness>>;

/** Alerts of a message, as its lane knows them. */
export function refs(count: number, channel = 'dba'): readonly AlertRef[] {
  return Array.from({ length: count }, (_, at) => ({
    channel,
    fingerprint: String(at).padEnd(22, 'A'),
    version: 1,
    status: 'firing',
    level: 3,
  }));
}

/** What came of a message that was sent. */
export interface Delivered {
  readonly end: TurnEnd;
  readonly relay: Relay;
  /** What the lane was taken for. */
  readonly taken: readonly LaneMessage[];
  /** Lists that were written apart from the lane. */
  readonly manifests: readonly { readonly count: number; readonly expiresAtMs: number }[];
  lane(): Promise<Lane>;
}

/** Sends a message about alerts of its channels through a relay in memory. */
export async function deliver({
  channels = [aChannel({ name: 'dba' })],
  lane = {},
  mention = NOBODY,
  planned = PLANNED,
  ...one
}: Case): Promise<Delivered> {
  const [taken, manifests]: [LaneMessage[], { count: number; expiresAtMs: number }[]] = [[], []];
  const relay = await startHarness(channels);
  relay.answerWith(() => one.answer ?? OK);
  if (one.waiting !== undefined) await relay.receive(one.waiting);
  const before = await relay.lanes.get(LANE);
  await relay.lanes.amend(before, { ...before, ...lane });
  if (one.wakeAt !== undefined) await relay.lanes.planWake(LANE, one.wakeAt, START_MS - 60_000, 2);
  const home = await relay.lanes.get(LANE);
  const route: Route = { robotLane: home, limit: 20, channels, failingSince: new Map() };
  const { lanes } = relay.ports;
  const ports = {
    ...relay.ports,
    ...one.more?.(relay),
    lanes: {
      ...lanes,
      take: ((from, wanted) => {
        taken.push(wanted.message);
        return lanes.take(from, wanted);
      }) as typeof lanes.take,
      writeManifest: ((id, all, expiresAtMs) => {
        manifests.push({ count: all.length, expiresAtMs });
        return lanes.writeManifest(id, all, expiresAtMs);
      }) as typeof lanes.writeManifest,
    },
  };
  const composed: ComposedMessage = {
    kind: 'single',
    refs: refs(1),
    rendered: { format: 'markdown', title: 'disk full', text: 'disk full', mention, cut: false },
    alertIds: new Map([['dba', ['id']]]),
    heldGroups: [],
    ...(one.message === 'none' ? {} : one.message),
  };

  const end = await deliverMessage(
    { home: { lane: home, channels, all: channels }, route, freeSlots: 5, isLast: true, ...one.around },
    planned,
    { ...(one.message === 'none' ? {} : { message: composed }), withheld: [] },
    ports,
  );

  return { end, relay, taken, manifests, lane: () => relay.lanes.get(LANE) };
}
