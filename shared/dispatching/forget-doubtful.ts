import type { AlertItem } from '../admission/alert-item.ts';
import { keyOf } from '../admission/alert-store.ts';
import { isDoubtDue, withDoubtful } from '../pacing/doubt.ts';
import type { AlertRef } from '../pacing/lane.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import type { Home } from './find-routes.ts';
import { rememberDoubtful } from './remember-doubtful.ts';

/**
 * Where nothing is due: forgets of the alerts that may have been shown those of
 * which nothing is left to tell; what comes of them is news. What is put off is
 * remembered until it is told, or has an end of its own, and the lane notes when
 * the first of it is due, so that nobody looks for it before. What has gone to
 * another lane with its channel remembers it by itself.
 */
export async function forgetDoubtful(
  { lane, channels }: Pick<Home, 'lane' | 'channels'>,
  ports: Pick<DispatchPorts, 'alerts' | 'lanes' | 'now'>,
): Promise<void> {
  const { doubtful = [] } = lane;
  const nowMs = ports.now();
  if (!isDoubtDue(lane, nowMs)) return;
  const here = new Set(channels.map(({ name }) => name));
  const own = new Map(doubtful.filter(({ channel }) => here.has(channel)).map((ref) => [keyOf(ref), ref]));
  await rememberDoubtful(
    doubtful.filter((ref) => !own.has(keyOf(ref))),
    ports,
  );
  const items = new Map((await ports.alerts.read([...own.values()])).map((item) => [keyOf(item), item]));
  const left = doubtful.filter((ref) => isUntold(items.get(keyOf(ref)), ref));
  const dueAt = Math.min(...left.map((ref) => items.get(keyOf(ref))?.dueAt ?? nowMs));
  const isPutOff = left.length > 0 && dueAt > nowMs;
  if (left.length === doubtful.length && !isPutOff) return;
  await ports.lanes.amend(lane, withDoubtful(isPutOff ? { ...lane, doubtfulDueAt: dueAt } : lane, left));
}

/** Whether something of an alert is to be told, now or later, and it was not told in this state yet. */
export function isUntold(item: AlertItem | undefined, { version }: AlertRef): boolean {
  return item?.dueAt !== undefined && (item.toldVersion ?? 0) < version;
}
