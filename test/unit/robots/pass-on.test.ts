import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '#local/sandbox/sandbox.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { DINGTALK_MESSAGES, WECOM_MESSAGES } from '#test/functions/drop-in.ts';

const SIGNATURE_KEY = 'SEC-fake-key-of-the-group';
const GROUPS = [
  { product: 'dingtalk', name: 'd', token: 'fake-token-d', signingKey: SIGNATURE_KEY, keywords: ['值班'] },
  { product: 'wecom', name: 'w', token: 'fake-token-w' },
] as const;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ groups: GROUPS, now: () => 1_795_226_400_000 });
});
afterAll(() => sandbox.close());

const messages = [
  ...Object.entries(DINGTALK_MESSAGES).map(([name, body]) => ({ name: `DingTalk ${name}`, group: GROUPS[0], body })),
  ...Object.entries(WECOM_MESSAGES).map(([name, body]) => ({ name: `WeCom ${name}`, group: GROUPS[1], body })),
];

describe('a message that is passed on is taken by a robot that asks for a signature and a keyword', () => {
  test.each(messages)('$name', async ({ group: { product, token }, body }) => {
    const robot = robotFor(product);
    const keywords = product === 'dingtalk' ? ['值班'] : [];
    const passed = robot.passOn(JSON.stringify(body), keywords);
    if (passed === undefined) throw new Error('it was not passed on');
    const draft = { ...passed, title: '', text: '', mention: { mobiles: [], userIds: [], all: false } };
    const secret = { webhookUrl: sandbox.webhookUrl(token), signatureKey: SIGNATURE_KEY };
    const messageId = `0mwptekqlw${JSON.stringify(body).length}`;
    const request = robot.request(draft, { secret, keywords, messageId, nowMs: 1_795_226_400_000 });
    const response = await fetch(request.url, { method: 'POST', headers: request.headers, body: request.body });

    expect(await response.json()).toMatchObject({ errcode: 0 });
    expect(sandbox.group(token).messages.at(-1)?.msgtype).toBe(body.msgtype);
  });
});

test.each([
  [
    'a DingTalk text of 20,000 bytes, with our id',
    'dingtalk',
    { msgtype: 'text', text: { content: 'x'.repeat(19_960) } },
  ],
  ['a WeCom text of more than is documented', 'wecom', { msgtype: 'text', text: { content: 'x'.repeat(2_049) } }],
  [
    'a WeCom markdown without room for the keyword',
    'wecom',
    { msgtype: 'markdown', markdown: { content: 'x'.repeat(4_094) } },
  ],
  ['a type we do not know', 'dingtalk', { msgtype: 'image', image: {} }],
  ['another product’s', 'wecom', { msgtype: 'feedCard', feedCard: { links: [] } }],
] as const)('%s is not passed on', (_, product, body) => {
  expect(robotFor(product).passOn(JSON.stringify(body), ['值班'])).toBe(undefined);
});
