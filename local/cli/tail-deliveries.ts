import { listPages } from './list-pages.ts';
import { readAnswer } from './read-answer.ts';
import { RefusedError, UnreachableError } from './relay.ts';
import type { Session } from './session.ts';
import { DELIVERY, type DeliveryRow, why } from './show/deliveries.ts';
import { plainText } from './show/plain-text.ts';
import { toneOf } from './show/tones.ts';
import { cutTo, padTo } from './show/width.ts';
import { advanceTail, beginTail, type TailWindow } from './tail-window.ts';

/** What to follow, how many lines of the past to begin with, and how often to ask. */
export interface TailOptions {
  readonly channel?: string;
  readonly outcome?: string;
  readonly lines: number;
  /** Ms. */
  readonly every: number;
}

/** Attempts asked for at once; all robots of a big relay send no more in a minute. */
const MOST_AT_ONCE = 10_000;

/** Prints attempts as they are recorded, newest last, until it is interrupted. A relay that is away is waited for. */
export async function tailDeliveries(options: TailOptions, session: Session): Promise<void> {
  const interrupted = session.world.interrupted();
  let window: TailWindow | undefined;
  let isAway = false;

  while (!interrupted.aborted) {
    try {
      window = await look(window, options, session);
      if (isAway) session.note('the relay answers again');
      isAway = false;
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (!isAway) session.note(`${error.lines[0]}; trying on, Ctrl-C stops`);
      isAway = true;
    }
    if (!interrupted.aborted) await session.world.sleep(options.every);
  }
}

type Recorded = DeliveryRow & { readonly item: unknown };

async function look(window: TailWindow | undefined, options: TailOptions, session: Session): Promise<TailWindow> {
  const { lines, every: _, ...query } = options;
  const list = async (since: string | undefined, limit: number): Promise<readonly Recorded[]> => {
    const { items } = await listPages(session.relay, '/v1/deliveries', { ...query, since }, limit);
    return items.map((item) => ({ ...readAnswer(DELIVERY, item), item }));
  };
  if (window === undefined) {
    const rows = await list(undefined, Math.max(1, lines));
    print(lines === 0 ? [] : rows.toReversed(), session);
    return beginTail(rows, lines);
  }

  const next = advanceTail(window, await list(window.since, MOST_AT_ONCE));
  print(next.fresh, session);
  return next.window;
}

function print(rows: readonly Recorded[], session: Session): void {
  for (const row of rows)
    session.world.out(`${session.options.json ? JSON.stringify(row.item) : tailLine(row, session)}\n`);
}

/** One attempt on one line; columns as wide as the words that stand in them most. */
function tailLine(row: DeliveryRow, { moment, paint, world }: Session): string {
  const outcome = padTo(row.outcome, 13);
  const tone = toneOf(row.outcome);
  const rest = [
    padTo(plainText(`${row.channel}/${row.robot}`), 16),
    padTo(row.kind, 10),
    padTo(row.alertCount === 0 ? '' : row.alertCount === 1 ? '1 alert' : `${row.alertCount} alerts`, 10),
    row.id,
    plainText(why(row)),
  ].join('  ');
  const room = world.columns === undefined ? rest : cutTo(rest, Math.max(20, world.columns - 36));

  return `${paint('quiet', moment(row.at))}  ${tone === undefined ? outcome : paint(tone, outcome)}  ${room.trimEnd()}`;
}

/** Whether waiting may help: the relay restarts, or something between here and there does. */
function isPassing(error: unknown): error is RefusedError | UnreachableError {
  return error instanceof UnreachableError || (error instanceof RefusedError && error.status >= 500);
}
