import { LEVELS } from '../alert/level.ts';
import type { Channel, TemplateKind } from './channel.ts';

/** What a channel is when its input says no more than name, type and webhook. */
export const CHANNEL_DEFAULTS = {
  enabled: true,
  mention: { mobiles: [], userIds: [], all: false, levels: LEVELS },
  message: { format: 'markdown', language: 'zh_CN', timeZone: 'Asia/Shanghai', recovery: true, templates: {} },
  aggregation: {
    enabled: true,
    firstWaitSeconds: 0,
    intervalSeconds: 600,
    groupBy: ['name', 'labels.ob_cluster'],
    holdNew: false,
  },
  responseCheck: {},
  limits: { perMinute: 20, perHour: null, perDay: null, monthlyQuota: null },
  delivery: { patienceSeconds: 120, maxAgeSeconds: 86_400 },
} as const satisfies Omit<Channel, 'name' | 'type' | 'robots' | 'revision' | 'origin'>;

/** Lowest and highest value of a whole number. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/**
 * Bounds of a channel's numbers, by section and field. 20 messages a minute is
 * both vendors' limit per robot; waiting longer than ten minutes for company,
 * or a day between repeats, would hide trouble rather than noise.
 */
export const CHANNEL_BOUNDS = {
  aggregation: {
    firstWaitSeconds: { min: 0, max: 600 },
    intervalSeconds: { min: 0, max: 86_400 },
  },
  limits: {
    perMinute: { min: 1, max: 20 },
    perHour: { min: 1, max: 1_200 },
    perDay: { min: 1, max: 28_800 },
    monthlyQuota: { min: 1, max: 10_000_000 },
  },
  delivery: {
    patienceSeconds: { min: 1, max: 86_400 },
    maxAgeSeconds: { min: 60, max: 604_800 },
  },
  responseCheck: { status: { min: 100, max: 599 } },
} as const satisfies Record<string, Record<string, Bounds>>;

/** Bounds of a channel's lists and texts: they keep the stored channel well below DynamoDB's 400 kB an item. */
export const CHANNEL_SIZES = {
  /** Characters of a channel's, robot's or quota pool's name. */
  name: 64,
  robots: 20,
  /** Keywords a DingTalk robot can have (open.dingtalk.com, custom robot security settings). */
  keywords: 10,
  keyword: 100,
  /** People DingTalk mentions in one message (open.dingtalk.com, custom robots). */
  mentioned: 50,
  userId: 64,
  groupBy: 10,
  groupByPath: 200,
  /** Characters of one template. */
  template: 8_000,
  regex: 500,
  /** Words of a level. */
  levelWords: 50,
  levelWord: 64,
  /** Characters of `responseCheck.json` as JSON. */
  json: 2_000,
  /** Characters of a webhook URL, signing key or proxy. */
  secret: 2_000,
} as const;

/** The templates a channel may override. */
export const TEMPLATE_KINDS = ['single', 'aggregated', 'recovery', 'digest'] as const satisfies readonly TemplateKind[];
