import { createHash } from 'node:crypto';
import type { Channel, ChannelRobot, Product } from '#shared/channels/channel.ts';
import { CHANNEL_DEFAULTS } from '#shared/channels/channel-defaults.ts';
import type { RobotSecret } from '#shared/channels/secret-store.ts';

/** An obviously invented DingTalk token: 64 hex digits counted from `seed`. */
export function fakeToken(seed: number): string {
  return String(seed).padStart(64, '0');
}

/** An obviously invented WeCom key. */
export function fakeKey(seed: number): string {
  return `00000000-0000-4000-8000-${String(seed).padStart(12, '0')}`;
}

/** A webhook URL with an invented token or key. */
export function fakeWebhookUrl(type: Product = 'dingtalk', seed = 1): string {
  return type === 'dingtalk'
    ? `https://oapi.dingtalk.com/robot/send?access_token=${fakeToken(seed)}`
    : `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${fakeKey(seed)}`;
}

/** A robot as a channel keeps it. */
export function aRobot(overrides: Partial<ChannelRobot> = {}): ChannelRobot {
  const name = overrides.name ?? '1';

  return {
    name,
    shownUrl: 'https://oapi.dingtalk.com/robot/send?access_token=***',
    webhookId: createHash('sha256').update(name).digest('hex'),
    secretRef: `ref-${name}`,
    signed: false,
    keywords: [],
    ...overrides,
  };
}

/** A channel with every default. */
export function aChannel(overrides: Partial<Channel> = {}): Channel {
  const name = overrides.name ?? 'dba-oncall';

  return {
    ...CHANNEL_DEFAULTS,
    name,
    type: 'dingtalk',
    robots: [aRobot()],
    revision: 1,
    origin: 'api',
    ...overrides,
  };
}

/** What the secret store keeps of a robot. */
export function aSecret(overrides: Partial<RobotSecret> = {}): RobotSecret {
  return { webhookUrl: fakeWebhookUrl(), ...overrides };
}
