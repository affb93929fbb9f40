import type { Exchange } from '#local/sandbox/chat-record.ts';
import { ZH_CN } from '#shared/rendering/words-zh-cn.ts';
import type { Interruption } from './scene.ts';
import { namesIn } from './traffic.ts';

/** A message that a robot got twice. */
export interface Repeat {
  /** `dropped`: the robot knew its id. `seen`: people see both. */
  readonly kind: 'dropped' | 'seen';
  /** Whether the second one says that it may be a repeat. */
  readonly marked: boolean;
  /** The request that told it before, and the one that told it again. */
  readonly first: Exchange;
  readonly again: Exchange;
}

/**
 * After an answer the relay has to note it, with one flush to the disk. On a
 * busy machine that may take this long, ms; until then it is as if the answer
 * had not come.
 */
export const SETTLE_MS = 1_000;

/** What a process wrote before its end may reach the robot this much later, ms. */
const ON_THE_WAY_MS = 50;

/** All repeats at a robot: by the message's id where it has one, else by the alerts named in it. */
export function repeatsAt(exchanges: readonly Exchange[]): readonly Repeat[] {
  const lastOf = new Map<string, Exchange>();
  const repeats: Repeat[] = [];
  const inOrder = exchanges.toSorted((a, b) => a.entry.at - b.entry.at);
  for (const exchange of inOrder) {
    const { entry } = exchange;
    if (entry.kind === 'duplicate') {
      const first = lastOf.get(entry.msgUuid);
      if (first !== undefined) repeats.push({ kind: 'dropped', marked: true, first, again: exchange });
    }
    if (entry.kind !== 'message') continue;
    const { text, msgUuid } = entry.message;
    const names = namesIn(text);
    // Two messages may name different ones of the same alerts: the later of them is what was repeated.
    const first = names
      .flatMap((name) => lastOf.get(name) ?? [])
      .toSorted((one, other) => other.entry.at - one.entry.at)[0];
    if (first !== undefined) {
      repeats.push({ kind: 'seen', marked: text.includes(ZH_CN.possiblyRepeated), first, again: exchange });
    }
    for (const key of [...names, ...(msgUuid === undefined ? [] : [msgUuid])]) lastOf.set(key, exchange);
  }

  return repeats;
}

/** Whether the relay could not know that the first request had been answered. */
export function isExplained({ first }: Repeat, interruptions: readonly Interruption[]): boolean {
  return first.answer === 'lost' || interruptions.some((one) => touches(one, first));
}

/** Whether the relay was interrupted between post and settle of a request. */
export function touches(interruption: Interruption, exchange: Exchange): boolean {
  return isInFlight({ ...exchange, endedAt: exchange.endedAt + SETTLE_MS }, interruption);
}

/** Whether a request was between the relay and the robot's answer when the interruption came. */
export function isInFlight({ arrivedAt, endedAt }: Exchange, { fromMs, toMs }: Interruption): boolean {
  return fromMs <= endedAt && toMs >= arrivedAt - ON_THE_WAY_MS;
}

/** The two requests in words: when each came, and when it was over. */
export function repeatText({ first, again }: Repeat): string {
  const [a, b] = [first, again].map(({ arrivedAt, endedAt, answer }) => `${arrivedAt}–${endedAt} (answer ${answer})`);

  return `${a}, again ${b}`;
}
