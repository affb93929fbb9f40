import type { Waiting } from './choose-entries.ts';
import { groupOf } from './choose-entries.ts';
import { type Composition, composeDigest, composeFromItems, MAX_WITH_CONTENT } from './compose-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import type { Writing } from './writing.ts';

/** A message about what was chosen: few alerts are told with their content, many by their briefs. */
export async function composeWaiting(
  chosen: readonly Waiting[],
  writing: Writing,
  ports: Pick<DispatchPorts, 'alerts'>,
): Promise<Composition> {
  if (isDigest(chosen, writing)) return composeDigest(chosen, writing);
  const items = await ports.alerts.read(chosen.map(({ entry }) => entry));
  const stillDue = items.filter((item) => item.dueAt !== undefined && item.dueAt <= writing.nowMs);

  return composeFromItems(stillDue, writing);
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
