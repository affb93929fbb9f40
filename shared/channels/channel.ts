import type { Level } from '../alert/level.ts';

/** The chat products we deliver to. */
export type Product = 'dingtalk' | 'wecom';

export type MessageFormat = 'markdown' | 'text';
export const LANGUAGES = ['zh_CN', 'zh_TW', 'en_US'] as const;
export type Language = (typeof LANGUAGES)[number];
/** The templates a channel may override, per language. */
export type TemplateKind = 'single' | 'aggregated' | 'recovery' | 'digest';

/** One group robot of a channel, without its secrets. */
export interface ChannelRobot {
  /** Unique within the channel. */
  readonly name: string;
  /** The webhook URL as answers show it: its token is `***`. */
  readonly shownUrl: string;
  /** SHA-256 (hex) of the webhook's host, path and token: robots with the same one are the same robot. */
  readonly webhookId: string;
  /** Where the secret store keeps this robot's `RobotSecret`. */
  readonly secretRef: string;
  /** Whether a signing key is stored. */
  readonly signed: boolean;
  /** Words the robot's security setting asks for; every message to it contains one. */
  readonly keywords: readonly string[];
}

/** Who is named in a message. */
export interface MentionSettings {
  readonly mobiles: readonly string[];
  readonly userIds: readonly string[];
  readonly all: boolean;
  /** Levels whose firing alerts mention these people. */
  readonly levels: readonly Level[];
}

export type Templates = Partial<Record<Language, Partial<Record<TemplateKind, string>>>>;

/** What the robot's answer must also look like; it can only tighten the built-in check. */
export interface ResponseCheck {
  /** Every key and value here must be in the answer. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Must match the whole trimmed body. */
  readonly regex?: string;
  /** The HTTP status. */
  readonly status?: number;
}

/** Words by the level they stand for. */
export type LevelWords = Partial<Record<Level, readonly string[]>>;

/** A channel: a chat group with the robots that may speak in it, and how alerts look and behave there. */
export interface Channel {
  readonly name: string;
  readonly type: Product;
  readonly enabled: boolean;
  /** At least one; the first is the channel's home robot. */
  readonly robots: readonly [ChannelRobot, ...ChannelRobot[]];
  readonly mention: MentionSettings;
  /** Proxy URL without its credentials, `http://host:port`. */
  readonly proxy?: string;
  /** Whether the robots' secrets hold credentials for the proxy. */
  readonly proxyAuthenticated?: boolean;
  readonly message: {
    readonly format: MessageFormat;
    readonly language: Language;
    /** IANA name. */
    readonly timeZone: string;
    /** Whether recoveries are sent. */
    readonly recovery: boolean;
    readonly templates: Templates;
  };
  readonly aggregation: {
    readonly enabled: boolean;
    readonly firstWaitSeconds: number;
    readonly intervalSeconds: number;
    readonly groupBy: readonly string[];
    readonly holdNew: boolean;
  };
  readonly responseCheck: ResponseCheck;
  /** Words that say of a message for a robot how bad it is here, before the built-in ones. */
  readonly levelWords?: LevelWords;
  readonly limits: {
    readonly perMinute: number;
    readonly perHour: number | null;
    readonly perDay: number | null;
    readonly monthlyQuota: number | null;
    readonly quotaPool?: string;
  };
  readonly delivery: {
    readonly patienceSeconds: number;
    readonly maxAgeSeconds: number;
    readonly fallbackChannel?: string;
  };
  /** Counts the writes of this channel. */
  readonly revision: number;
  /** Whether it was made over the API or comes from `tocsin.yaml`. */
  readonly origin: 'api' | 'file';
}
