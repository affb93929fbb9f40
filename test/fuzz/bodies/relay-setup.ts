import type { GroupSpec } from '#local/sandbox/group-spec.ts';
import type { startApi } from '#test/functions/whole-api.ts';
import { SECRETS } from './secrets.ts';
import type { World } from './sending.ts';

type Api = Awaited<ReturnType<typeof startApi>>;

/** The groups behind the robots. */
export const GROUPS: readonly GroupSpec[] = [
  { product: 'dingtalk', name: 'team-d', token: SECRETS.dingtalkToken, signingKey: SECRETS.dingtalkKey },
  { product: 'wecom', name: 'team-w', token: SECRETS.wecomKey },
  { product: 'dingtalk', name: 'spare', token: SECRETS.spareToken, keywords: ['告警-1'] },
];

const dingtalk = (token: string) => `https://oapi.dingtalk.com/robot/send?access_token=${token}`;

/** How channels differ from round to round. */
const STYLES: readonly object[] = [
  {},
  { message: { format: 'text', language: 'en_US' }, aggregation: { enabled: false } },
  { aggregation: { firstWaitSeconds: 20, holdNew: true }, limits: { perHour: 30 } },
  { message: { recovery: false, language: 'zh_TW' }, aggregation: { intervalSeconds: 60 } },
];

const PUSH_SETTINGS = {
  defaultChannel: 'spare',
  rules: [
    { name: 'bad', match: { atLeast: 'critical' }, channels: ['team-d'], recovery: false },
    { name: 'alertmanager', match: { sources: ['alertmanager', 'g*'] }, channels: ['team-w', 'off'], continue: false },
    {
      name: 'named',
      match: { names: ['*disk*', '/.*[0-9].*/'] },
      channels: ['team-w'],
      limits: { perHour: 20, over: 'drop' },
    },
  ],
};

/** Makes the channels of a round, its push settings and its tokens. */
export async function setUpRelay(api: Api, round: number): Promise<World['tokens']> {
  const style = STYLES[round % STYLES.length];
  const channels = [
    {
      name: 'team-d',
      type: 'dingtalk',
      robots: [{ webhookUrl: dingtalk(SECRETS.dingtalkToken), signatureKey: SECRETS.dingtalkKey }],
    },
    {
      name: 'team-w',
      type: 'wecom',
      robots: [{ webhookUrl: `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${SECRETS.wecomKey}` }],
    },
    { name: 'spare', type: 'dingtalk', robots: [{ webhookUrl: dingtalk(SECRETS.spareToken), keyword: '告警-1' }] },
    { name: 'off', type: 'dingtalk', robots: [{ webhookUrl: dingtalk('fake-token-of-off') }], enabled: false },
  ];
  const proxy = `http://fake-user:${SECRETS.proxyPassword}@192.0.2.8:3128`;
  for (const channel of channels) {
    await must(
      api.call('POST', '/v1/channels', { ...channel, ...style, ...(channel.name === 'team-d' ? { proxy } : {}) }),
    );
  }
  if (round % 3 === 2) await must(api.call('PUT', '/v1/push-settings', PUSH_SETTINGS));
  const sources = [{ source: 'watched', silentAfterMinutes: 10, channels: ['spare'] }];
  await must(api.call('PUT', '/v1/watchdogs', { sources }));

  return {
    dingtalk: await api.makeToken('jenkins', { scopes: ['ingest'], channels: ['team-d'] }),
    signed: await api.makeToken('signer', { scopes: ['ingest'], channels: ['spare'], signingKey: SECRETS.tokenKey }),
    wecom: await api.makeToken('backup', { scopes: ['ingest'], channels: ['team-w'] }),
  };
}

async function must(answer: ReturnType<Api['call']>): Promise<void> {
  const { status, text } = await answer;
  if (status >= 300) throw new Error(`the relay can't be set up: ${text}`);
}
