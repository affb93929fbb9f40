import type { GroupSpec } from '../sandbox/group-spec.ts';

/** A channel of the demo and the stand-in group it speaks in. */
export interface DemoGroup {
  readonly channel: string;
  readonly group: GroupSpec;
}

/** A signed DingTalk robot and a WeCom robot. Tokens and key are plainly made up. */
export const DEMO_GROUPS = [
  {
    channel: 'dba-oncall',
    group: {
      product: 'dingtalk',
      name: 'DBA on call',
      token: 'demo-dingtalk-robot',
      signingKey: 'SECdemo-signing-key',
      members: [{ name: 'Li Lei', mobile: '13800000000' }],
    },
  },
  {
    channel: 'operations',
    group: {
      product: 'wecom',
      name: 'Operations',
      token: 'demo-wecom-robot',
      members: [{ name: 'Han Meimei', userId: 'han.meimei' }],
    },
  },
] as const satisfies readonly DemoGroup[];

/** How long the stand-in robots take to answer: from 40 ms, up to 120 ms more. */
export const ROBOT_LATENCY = { kind: 'latency', ms: 40, jitterMs: 120, seed: 11 } as const;

/**
 * Quiet time after an alert was told, s. The product's default is 600; the demo
 * has no ten minutes to show that repeats come out once, with their count.
 */
const INTERVAL_SECONDS = 15;

/** What is posted to the relay to create both channels, given each robot's webhook URL. */
export function channelInputs(webhookUrlOf: (token: string) => string): readonly Readonly<Record<string, unknown>>[] {
  const [dingtalk, wecom] = DEMO_GROUPS;
  const aggregation = { intervalSeconds: INTERVAL_SECONDS };

  return [
    {
      name: dingtalk.channel,
      type: 'dingtalk',
      robots: [{ name: '1', webhookUrl: webhookUrlOf(dingtalk.group.token), signatureKey: dingtalk.group.signingKey }],
      mention: { mobiles: ['13800000000'], levels: ['down'] },
      aggregation,
    },
    {
      name: wecom.channel,
      type: 'wecom',
      robots: [{ name: '1', webhookUrl: webhookUrlOf(wecom.group.token) }],
      mention: { userIds: ['han.meimei'], levels: ['down'] },
      message: { language: 'en_US' },
      aggregation,
    },
  ];
}
