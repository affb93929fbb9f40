import type { Waiting } from './choose-entries.ts';
import { groupOf } from './choose-entries.ts';
import { composeDigest, composeFromItems, MAX_WITH_CONTENT } from './compose-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { readQuietEnds } from './quiet-ends.ts';
import { composeWithout, type Isolated } from './set-aside.ts';
import type { Writing } from './writing.ts';

/** A message about what was chosen: few alerts are told with their content, many by their briefs. */
export async function composeWaiting(
  chosen: readonly Waiting[],
  write: (chosen: readonly Waiting[]) => Writing,
  ports: Pick<DispatchPorts, 'alerts' | 'now'>,
): Promise<Isolated> {
  const writing = write(chosen);
  if (isDigest(chosen, writing)) {
    const quietEnds = await readQuietEnds(chosen, ports.alerts);
    return composeWithout(chosen, (some) => composeDigest(some, write(some), quietEnds));
  }
  const items = await ports.alerts.read(chosen.map(({ entry }) => entry));
  const stillDue = items.filter((item) => item.dueAt !== undefined && item.dueAt <= writing.nowMs);
  const itemOf = new Map(stillDue.map((item) => [`${item.channel}/${item.fingerprint}`, item]));

  return composeWithout(chosen, (some) =>
    composeFromItems(
      some.flatMap(({ entry }) => itemOf.get(`${entry.channel}/${entry.fingerprint}`) ?? []),
      write(some),
    ),
  );
}

/** Whether briefs have to do: the alerts are many, of several groups, or may not be named. */
export function isDigest(chosen: readonly Waiting[], { simpler }: Pick<Writing, 'simpler'>): boolean {
  return (
    chosen.length === 0 ||
    chosen.length > MAX_WITH_CONTENT ||
    simpler === 'counts' ||
    new Set(chosen.map(groupOf)).size > 1
  );
}
