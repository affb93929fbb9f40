import { fakeWebhookUrl } from '#test/builders/channel.ts';
import { startApi } from './whole-api.ts';

/** The answer of both products to a message they took. */
export const OK = { errcode: 0, errmsg: 'ok' };

/** The smallest message, of both products. */
export const TEXT = { msgtype: 'text', text: { content: 'OB 服务器无法连接' } };

/** A message of each type of DingTalk. */
export const DINGTALK_MESSAGES = {
  text: { ...TEXT, at: { atMobiles: ['13800000000'], atUserIds: ['user-1'], isAtAll: false } },
  markdown: {
    msgtype: 'markdown',
    markdown: {
      title: 'Build failed',
      text: '#### Build failed  \n> [job 7](https://ci.example.com/7)\n\n@13800000000',
    },
    at: { atMobiles: ['13800000000'] },
  },
  link: {
    msgtype: 'link',
    link: { title: 'Weekly report', text: 'All is well', messageUrl: 'https://example.com/r', picUrl: '' },
  },
  actionCard: {
    msgtype: 'actionCard',
    actionCard: {
      title: 'Approve?',
      text: '### Deploy 7',
      btnOrientation: '1',
      btns: [{ title: 'Yes', actionURL: 'https://example.com/yes' }],
    },
  },
  'actionCard with one jump': {
    msgtype: 'actionCard',
    actionCard: { title: 'Look', text: 'text', singleTitle: 'Open', singleURL: 'https://example.com/' },
  },
  feedCard: {
    msgtype: 'feedCard',
    feedCard: { links: [{ title: 'One', messageURL: 'https://example.com/1', picURL: 'https://example.com/1.png' }] },
  },
};

/** A message of each type of WeCom that has no media. */
export const WECOM_MESSAGES = {
  text: {
    msgtype: 'text',
    text: { content: '备份失败', mentioned_list: ['wangqing', '@all'], mentioned_mobile_list: ['13800000000'] },
  },
  markdown: { msgtype: 'markdown', markdown: { content: '# 备份\n<font color="warning">失败</font> <@wangqing>' } },
  markdown_v2: { msgtype: 'markdown_v2', markdown_v2: { content: '| a | b |\n|---|---|\n| 1 | 2 |' } },
  news: {
    msgtype: 'news',
    news: { articles: [{ title: 'Report', description: 'of today', url: 'https://example.com/', picurl: '' }] },
  },
  template_card: {
    msgtype: 'template_card',
    template_card: {
      card_type: 'text_notice',
      main_title: { title: 'Deploy', desc: 'of 7' },
      horizontal_content_list: [{ keyname: 'by', value: 'ci' }],
      card_action: { type: 1, url: 'https://example.com/' },
    },
  },
};

/** A relay with a channel of each product and a token for each, and what their robots were sent. */
export async function startDropIn(
  more: { readonly dingtalk?: object; readonly wecom?: object; readonly token?: object } = {},
) {
  const api = await startApi();
  await api.makeChannel('team-d', 1, more.dingtalk);
  await api.call('POST', '/v1/channels', {
    ...{ name: 'team-w', type: 'wecom', robots: [{ webhookUrl: fakeWebhookUrl('wecom') }] },
    ...more.wecom,
  });
  const tokens = {
    dingtalk: await api.makeToken('jenkins', { scopes: ['ingest'], channels: ['team-d'], ...more.token }),
    wecom: await api.makeToken('backup', { scopes: ['ingest'], channels: ['team-w'] }),
  };
  const paths = {
    dingtalk: `/robot/send?access_token=${tokens.dingtalk}`,
    wecom: `/cgi-bin/webhook/send?key=${tokens.wecom}`,
  };

  return {
    ...{ api, tokens, paths },
    send: (product: 'dingtalk' | 'wecom', body: unknown, query = '') =>
      api.call('POST', `${paths[product]}${query}`, body),
    /** The bodies the robots got, as JSON. */
    async told(ms = 2_000): Promise<readonly ReturnType<typeof JSON.parse>[]> {
      await api.run(ms);
      return api.relay.seen.map(({ body }) => JSON.parse(body));
    },
  };
}
