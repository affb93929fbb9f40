import type { Product } from '#shared/channels/channel.ts';

/** How a throttled DingTalk robot words it: the forms seen in the field (open.dingtalk.com, and logged answers). */
export const THROTTLE_SIGNALS = ['130101', '130101+x5', 'x5', '410100', '660026'] as const;

/** One of the throttle answers a DingTalk robot has been seen to give. */
export type ThrottleSignal = (typeof THROTTLE_SIGNALS)[number];

/** A member of a stand-in group, by the handles a message can name. */
export interface Member {
  readonly name: string;
  readonly mobile?: string;
  readonly userId?: string;
}

/** A stand-in group with its one robot; what is left out takes the product's own figure. */
export interface GroupSpec {
  readonly product: Product;
  /** Name of the group as the page and the transcript show it. */
  readonly name: string;
  /** `access_token` or `key` of the robot. Use an obviously fake one. */
  readonly token: string;
  /** DingTalk: requests must be signed with this key. */
  readonly signingKey?: string;
  /** DingTalk: a message must contain one of these words; case counts. */
  readonly keywords?: readonly string[];
  /** DingTalk: IPv4 addresses or CIDR ranges that may send. */
  readonly allowedIps?: readonly string[];
  /** Requests in a rolling minute before the robot throttles; 20 for both products. */
  readonly perMinute?: number;
  /** How long a throttled robot refuses everything, ms; 600,000 on DingTalk, 60,000 on WeCom. */
  readonly muteMs?: number;
  /** DingTalk: the form of the throttle answer. */
  readonly throttleSignal?: ThrottleSignal;
  /** WeCom: requests in flight before 45033; 5 (a load test of a real webhook saw it with 25, never with 2). */
  readonly maxInFlight?: number;
  /** WeCom: bytes of `text.content`; 2,048 as documented (servers were seen to take 5,120). */
  readonly textMaxBytes?: number;
  /** DingTalk: words the content filter refuses. */
  readonly filterWords?: readonly string[];
  /** DingTalk: messages a calendar month before 90030. */
  readonly monthlyQuota?: number;
  /** DingTalk: messages already sent this month. */
  readonly monthCount?: number;
  /** DingTalk: how long a `msgUuid` is remembered, ms; 24 hours. */
  readonly dedupeMs?: number;
  /** Who is in the group; without it every handle is taken for a member. */
  readonly members?: readonly Member[];
}

/** A group's settings with every default filled in. */
export interface GroupSettings extends Omit<GroupSpec, 'allowedIps' | 'members'> {
  readonly keywords: readonly string[];
  readonly allowedIps?: readonly string[];
  readonly perMinute: number;
  readonly muteMs: number;
  readonly throttleSignal: ThrottleSignal;
  readonly maxInFlight: number;
  readonly textMaxBytes: number;
  readonly filterWords: readonly string[];
  readonly dedupeMs: number;
  readonly members?: readonly Member[];
}

/** Punishment after the 21st message of a minute: ten minutes on DingTalk; field clients of WeCom wait one. */
const MUTE_MS: Readonly<Record<Product, number>> = { dingtalk: 600_000, wecom: 60_000 };

/** Fills in what a spec leaves out with the product's own figures. */
export function completeSpec(spec: GroupSpec): GroupSettings {
  return {
    keywords: [],
    perMinute: 20,
    muteMs: MUTE_MS[spec.product],
    throttleSignal: '130101',
    maxInFlight: 5,
    textMaxBytes: 2_048,
    filterWords: [],
    dedupeMs: 86_400_000,
    ...spec,
  };
}
