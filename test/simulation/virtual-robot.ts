import type { Product } from '#shared/channels/channel.ts';
import type { Judge, Telling } from './judge.ts';
import type { Random } from './random.ts';
import type { SimulatedProcess, Surroundings } from './simulated-process.ts';

/** A robot as the products count: what it is and what it takes. */
export interface RobotSpec {
  /** Its lane, `webhookId`. */
  readonly id: string;
  readonly product: Product;
  readonly url: string;
  /** The least its channels allow in a minute. */
  readonly limit: number;
}

/** A request that reached a robot. */
export interface Delivery {
  readonly messageId: string;
  readonly body: string;
  /** Who sent it; nobody we know for a stranger's. */
  readonly from: SimulatedProcess | undefined;
  /** The process stood still between its last look at the clock and the socket. */
  readonly isFrozen: boolean;
  /** Until when the robot works on it at the latest, virtual ms. */
  readonly endsAtMs: number;
  readonly tells: readonly Telling[];
}

const WINDOW_MS = 60_000;
/** Of both vendors. facts: DingTalk "20 messages a minute", WeCom "20 messages a minute". */
const VENDOR_LIMIT = 20;
const PENALTY_MS = { dingtalk: 600_000, wecom: 60_000 } as const;
const MAX_BYTES = { dingtalk: 20_000, markdown: 4_096, text: 2_048 } as const;

const OK = '{"errcode":0,"errmsg":"ok"}';
const THROTTLED = {
  dingtalk: '{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}',
  wecom: '{"errcode":45009,"errmsg":"api freq out of limit"}',
} as const;
const MISCONFIGURED = {
  dingtalk: '{"errcode":310000,"errmsg":"keywords not in content"}',
  wecom: '{"errcode":93000,"errmsg":"invalid webhook url"}',
} as const;
const FILTERED = '{"errcode":430102,"errmsg":"bad text"}';
const TOO_LONG = {
  dingtalk: '{"errcode":460101,"errmsg":"message too long, exceed 20000 bytes"}',
  wecom: '{"errcode":40058,"errmsg":"markdown.content exceed max length 4096"}',
} as const;

/** One robot in its group. It counts every request, punishes the 21st of a minute, and knows a message again. */
export class VirtualRobot {
  readonly spec: RobotSpec;
  readonly #world: Surroundings;
  readonly #random: Random;
  readonly #judge: Judge;
  #arrivals: number[] = [];
  #inHand: { readonly endsAtMs: number; readonly delivery: Delivery }[] = [];
  readonly #known = new Set<string>();
  #mutedUntilMs = 0;
  #misconfiguredUntilMs = 0;

  constructor(spec: RobotSpec, world: Surroundings, random: Random, judge: Judge) {
    this.spec = spec;
    this.#world = world;
    this.#random = random;
    this.#judge = judge;
  }

  misconfigure(forMs: number): void {
    this.#misconfiguredUntilMs = this.#world.time.nowMs + forMs;
    this.#world.trace.note(this.spec.id, `is misconfigured for ${forMs} ms`, [this.spec.id]);
  }

  /** Takes a request in; answers the body of its answer. */
  receive(delivery: Delivery): string {
    const { product, id } = this.spec;
    const nowMs = this.#world.time.nowMs;
    const isOurs = delivery.from !== undefined;
    this.#inHand = this.#inHand.filter((one) => one.endsAtMs > nowMs && one.delivery.from?.isAlive !== false);
    const others = this.#inHand.map((one) => one.delivery);
    this.#inHand.push({ endsAtMs: delivery.endsAtMs, delivery });
    if (isOurs) this.#judge.arrived({ robot: this.spec, delivery, others, isMuted: this.#mutedUntilMs > nowMs });

    const answer = this.#answer(delivery, nowMs);
    if (answer === THROTTLED[product] && isOurs) this.#judge.throttled(this.spec, delivery, this.#mutedUntilMs);
    if (this.#world.trace.isOn) {
      const who = isOurs ? 'we' : 'a stranger';
      this.#world.trace.note(id, `gets ${delivery.messageId} of ${who}, answers ${answer}`, [
        id,
        delivery.messageId,
        ...delivery.tells.map(({ key }) => key),
      ]);
    }
    return answer;
  }

  #answer(delivery: Delivery, nowMs: number): string {
    const { product } = this.spec;
    this.#arrivals = this.#arrivals.filter((at) => at > nowMs - WINDOW_MS);
    if (nowMs < this.#mutedUntilMs) return THROTTLED[product];
    this.#arrivals.push(nowMs);
    if (this.#arrivals.length > VENDOR_LIMIT) {
      this.#mutedUntilMs = nowMs + PENALTY_MS[product];
      return THROTTLED[product];
    }
    if (delivery.from === undefined) return OK;
    if (nowMs < this.#misconfiguredUntilMs) return MISCONFIGURED[product];
    if (isTooLong(product, delivery.body)) {
      this.#judge.tooLong(this.spec, delivery);
      return TOO_LONG[product];
    }
    if (this.#random.chance(this.#world.trouble().filtered)) return FILTERED;
    if (product === 'dingtalk' && this.#known.has(delivery.messageId)) return OK;

    this.#known.add(delivery.messageId);
    this.#judge.shown(this.spec, delivery);
    return OK;
  }
}

function isTooLong(product: Product, body: string): boolean {
  if (product === 'dingtalk') return Buffer.byteLength(body) > MAX_BYTES.dingtalk;
  const message = JSON.parse(body) as { markdown?: { content: string }; text?: { content: string } };
  return (
    Buffer.byteLength(message.markdown?.content ?? '') > MAX_BYTES.markdown ||
    Buffer.byteLength(message.text?.content ?? '') > MAX_BYTES.text
  );
}
