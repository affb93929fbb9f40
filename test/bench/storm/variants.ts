import type { Product } from '#shared/channels/channel.ts';

/** One kind of storm, the robot it meets, and what must hold. Times in ms. */
export interface StormVariant {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  readonly product: Product;
  /** How many channels share the one robot; each alert goes to one of them. */
  readonly channels: number;
  /** The robot answers after `from`, at random up to `to`. */
  readonly robotMs: { readonly from: number; readonly to: number };
  readonly alerts: number;
  readonly overMs: number;
  /** 2 % of the alerts are `down`, or only so many, far apart, at random moments. */
  readonly downs: 'two-percent' | { readonly lone: number };
  /** 99 of 100 `down` alerts are told within this; lone ones all of them. */
  readonly downWithinMs: number;
}

/** Every alert, of whatever level, is told within this after it was accepted, ms. */
export const TOLD_WITHIN_MS = 20_000;
/** Requests a robot takes in any rolling 60 s before it mutes itself; DingTalk and WeCom alike. */
export const ROBOT_LIMIT = 20;

const QUICK = { from: 100, to: 300 } as const;
const SLOW = { from: 20, to: 3_000 } as const;
const MINUTE = {
  product: 'dingtalk',
  channels: 1,
  robotMs: QUICK,
  alerts: 10_000,
  overMs: 60_000,
  downs: 'two-percent',
  downWithinMs: 5_000,
} as const;

/** The storms of `npm run bench:storm`. */
export const VARIANTS: readonly StormVariant[] = [
  { ...MINUTE, name: 'quick', title: 'DingTalk, answers within 300 ms' },
  { ...MINUTE, name: 'slow', title: 'DingTalk, answers in 20–3,000 ms', robotMs: SLOW, downWithinMs: 7_000 },
  { ...MINUTE, name: 'wecom', title: 'WeCom, 4,096 bytes a message', product: 'wecom' },
  { ...MINUTE, name: 'shared', title: 'three channels on one DingTalk robot', channels: 3 },
  {
    ...MINUTE,
    name: 'lone',
    title: 'lone `down` alerts in a storm without others',
    downs: { lone: 8 },
    downWithinMs: 6_000,
  },
];

/** The storm of `--long`: 100 alerts a second for ten minutes. */
export const LONG_VARIANTS: readonly StormVariant[] = [
  { ...MINUTE, name: 'long', title: '100 a second for ten minutes', alerts: 60_000, overMs: 600_000 },
];
