import { messageId } from '../delivery/delivery-id.ts';
import type { AlertRef, Lane, LaneMessage } from '../pacing/lane.ts';
import { isRepetition } from '../pacing/repetition.ts';
import { alertExpiry } from './acknowledge-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';

/*
 * What a lane knows of a message on its way, for whoever has to finish it.
 */

/**
 * More alerts than this are listed in a manifest, and acknowledged after the lane is settled; fewer on the lane itself,
 * acknowledged all at once before.
 */
const MAX_REFS_ON_LANE = 25;

/**
 * Before the post: whoever has to finish this message must know what is in it. Two workers may take up the same message
 * to repeat it, and each reads the alerts for itself: the list of the one who then gets the lane must stay as it is.
 */
export async function withRefs(
  lane: Lane,
  message: LaneMessage,
  refs: readonly AlertRef[],
  ports: DispatchPorts,
): Promise<LaneMessage> {
  const { refs: _refs, chunks: _chunks, manifestOf: _former, ...rest } = message;
  if (refs.length <= MAX_REFS_ON_LANE) return { ...rest, refs };
  const manifestOf = isRepetition(lane, message) ? messageId(ports.now(), ports.randomId()) : message.id;
  const chunks = await ports.lanes.writeManifest(manifestOf, refs, alertExpiry(ports));

  return { ...rest, chunks, ...(manifestOf === message.id ? {} : { manifestOf }) };
}

/** A message with what it counts for in push rules with limits; without a word where it counts for none. */
export function withCounts({ counts: _former, ...rest }: LaneMessage, counts: LaneMessage['counts'] = {}): LaneMessage {
  return Object.keys(counts).length === 0 ? rest : { ...rest, counts };
}
