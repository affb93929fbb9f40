import { spanOf } from '../show/moment.ts';
import { plainText } from '../show/plain-text.ts';
import type { Paint } from '../show/table.ts';
import type { Reason, RelayState } from './attention.ts';

/** How a relay does, on a page as long as there are troubles. */
export function showStatus(
  state: RelayState,
  reasons: readonly Reason[],
  { url, nowMs, paint }: { readonly url: string; readonly nowMs: number; readonly paint: Paint },
): string {
  const { store, dispatcher, robots, deadLetters, waiting } = state;
  const well = robots.filter(({ health }) => health === 'healthy').length;
  const isUp = store === 'ok' && dispatcher === 'ok';
  const lines = [
    `relay         ${url}  ${isUp ? paint('good', 'ok') : paint('bad', `store ${store}, dispatcher ${dispatcher}`)}`,
    `robots        ${robots.length === 0 ? 'none' : `${well} of ${robots.length} healthy${mutedOf(state)}`}`,
    `waiting       ${counted(waiting)}${oldest(waiting.oldestDueAt, nowMs)}`,
    `dead letters  ${counted(deadLetters)}`,
    '',
    reasons.length === 0 ? paint('good', 'Nobody is needed.') : paint('bad', 'Somebody is needed:'),
    ...reasons.map(({ says }) => `- ${plainText(says)}`),
  ];

  return lines.join('\n');
}

function mutedOf({ robots }: RelayState): string {
  const muted = robots.filter(({ health }) => health === 'muted').length;
  return muted === 0 ? '' : `, ${muted} muted for a while`;
}

function counted({ count, more }: { readonly count: number; readonly more: boolean }): string {
  return count === 0 ? 'none' : `${count}${more ? ' or more' : ''}`;
}

/** Before it is due an alert waits on purpose. */
function oldest(dueAt: string | null, nowMs: number): string {
  const overdueMs = dueAt === null ? 0 : nowMs - Date.parse(dueAt);
  return overdueMs <= 0 ? '' : `, the oldest due for ${spanOf(overdueMs)}`;
}
