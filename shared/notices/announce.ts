import type { Channel } from '../channels/channel.ts';
import type { DispatchPorts } from '../dispatching/dispatch-ports.ts';
import type { Notice } from './notice.ts';
import type { OperatorEvent } from './operator-hook.ts';
import { tellChannel } from './tell-channel.ts';

/** What announcing needs of the world. */
export type AnnouncePorts = Pick<DispatchPorts, 'alerts' | 'wakeUps' | 'channels' | 'now' | 'operator' | 'observe'>;

/**
 * Tells channels by alerts of our own, and the operator beside them. Never
 * throws: what is announced happens whether or not people can be told.
 * Call it when something *changes*, before the table says so: a worker that dies in between then tells it
 * again, where it would otherwise be told by nobody. Channels merge what repeats, operators don't.
 */
export async function announce(
  notice: Notice,
  channels: readonly Channel[],
  event: OperatorEvent,
  ports: AnnouncePorts,
): Promise<void> {
  await Promise.all([
    ...channels.map((channel) => guarded(event, channel.name, () => tellChannel(channel, notice, ports), ports)),
    tellOperator(event, ports),
  ]);
}

/** Tells the operator alone. Never throws. */
export async function tellOperator(
  event: OperatorEvent,
  ports: Pick<AnnouncePorts, 'operator' | 'observe'>,
): Promise<void> {
  await guarded(event, 'the operator', () => ports.operator.tell(event), ports);
}

async function guarded(
  event: OperatorEvent,
  whom: string,
  tell: () => Promise<void>,
  { observe }: Pick<AnnouncePorts, 'observe'>,
): Promise<void> {
  try {
    await tell();
  } catch (error) {
    observe({ kind: 'not-announced', about: event.kind, whom, error });
  }
}
