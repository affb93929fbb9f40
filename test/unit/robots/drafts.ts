import type { Mention, MessageDraft } from '#shared/rendering/message.ts';
import type { RequestContext } from '#shared/robots/robot.ts';

/** A draft of one alert as the default template renders it. */
export function draft(more: Partial<MessageDraft> = {}): MessageDraft {
  return {
    format: 'markdown',
    title: '【停服】OB 服务器无法连接 · 192.0.2.10',
    text: '### 【停服】OB 服务器无法连接\n- **对象**：192.0.2.10\n- 次数：3\n> 连接被拒绝\n\n[查看告警](https://ocp.example/alarm/1)',
    mention: mention(),
    ...more,
  };
}

/** Nobody, but for what is given. */
export function mention(more: Partial<Mention> = {}): Mention {
  return { mobiles: [], userIds: [], all: false, ...more };
}

/** Secrets that are obviously none. */
export const FAKE_TOKEN = 'fake-token-0123456789';
export const FAKE_KEY = 'SECfake-signing-key';

/** What a request needs beside the draft. */
export function context(product: 'dingtalk' | 'wecom', more: Partial<RequestContext> = {}): RequestContext {
  const webhookUrl =
    product === 'dingtalk'
      ? `https://oapi.dingtalk.com/robot/send?access_token=${FAKE_TOKEN}`
      : `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${FAKE_TOKEN}`;

  return { secret: { webhookUrl }, keywords: [], messageId: 'message-1', nowMs: 1_700_000_000_000, ...more };
}
