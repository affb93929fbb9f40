import { describe, expect, test } from 'vitest';
import { fakeWebhookUrl } from '#test/builders/channel.ts';
import { DINGTALK_MESSAGES, OK, startDropIn, TEXT, WECOM_MESSAGES } from './drop-in.ts';

describe('in calm a message reaches the robot of its product as it came', () => {
  test.each(Object.entries(DINGTALK_MESSAGES))('DingTalk %s, under an id of ours', async (_, body) => {
    const { send, told } = await startDropIn();
    expect((await send('dingtalk', body)).json).toEqual(OK);

    expect(await told()).toEqual([{ ...body, msgUuid: expect.any(String) }]);
  });

  test.each(Object.entries(WECOM_MESSAGES))('WeCom %s', async (_, body) => {
    const { send, told } = await startDropIn();
    expect((await send('wecom', body)).json).toEqual(OK);

    expect(await told()).toEqual([body]);
  });
});

describe('a robot with a keyword', () => {
  const keyed = (keyword: string, webhookUrl: string) => ({ robots: [{ webhookUrl, keyword }] });

  test.each(Object.entries(DINGTALK_MESSAGES))('of DingTalk gets it in %s', async (_, body) => {
    const { send, told } = await startDropIn({ dingtalk: keyed('值班', fakeWebhookUrl('dingtalk', 1)) });
    await send('dingtalk', body);

    const [sent] = await told();
    expect(sent.msgtype).toBe(body.msgtype);
    expect(JSON.stringify(sent[body.msgtype])).toContain('值班');
    expect(JSON.stringify(sent)).toContain(JSON.stringify(Object.values(body)[1]).slice(0, 20));
  });

  test.each(Object.entries(WECOM_MESSAGES))('of WeCom gets it in %s', async (_, body) => {
    const { send, told } = await startDropIn({ wecom: keyed('值班', fakeWebhookUrl('wecom')) });
    await send('wecom', body);

    const [sent] = await told();
    expect(sent.msgtype).toBe(body.msgtype);
    expect(JSON.stringify(sent[body.msgtype])).toContain('值班');
  });

  test('finds it in the message, which stays as it came', async () => {
    const { send, told } = await startDropIn({ dingtalk: keyed('OB', fakeWebhookUrl('dingtalk', 1)) });
    await send('dingtalk', TEXT);

    expect(await told()).toEqual([{ ...TEXT, msgUuid: expect.any(String) }]);
  });
});

describe('a number that is more than a number of JavaScript goes on as it is spelt', () => {
  const NUMBERS = '"nth":9007199254740993,"ratio":1.0,"much":1e400,"signed":-0';
  const BODIES = {
    dingtalk: `{"msgtype":"text","text":{"content":"备份失败","n":[${NUMBERS.replaceAll(/"\w+":/g, '')}]},${NUMBERS}}`,
    wecom: `{"msgtype":"text","text":{"content":"备份失败","n":{${NUMBERS}}},"nth":12345678901234567890}`,
  };

  test.each(['dingtalk', 'wecom'] as const)('to %s', async (product) => {
    const { api, paths, told } = await startDropIn();
    expect((await api.callRaw(paths[product], BODIES[product])).json).toEqual(OK);
    await told();

    expect(api.relay.seen.map(({ body }) => body.replace(/,"msgUuid":"[^"]+"/, ''))).toEqual([BODIES[product]]);
  });

  test('beside a keyword', async () => {
    const robots = [{ webhookUrl: fakeWebhookUrl('dingtalk', 1), keyword: '值班' }];
    const { api, paths, told } = await startDropIn({ dingtalk: { robots } });
    await api.callRaw(paths.dingtalk, BODIES.dingtalk);
    await told();

    expect(api.relay.seen.map(({ body }) => body.replace(/,"msgUuid":"[^"]+"/, ''))).toEqual([
      BODIES.dingtalk.replace('备份失败', '备份失败\\n值班'),
    ]);
  });

  test('out of a form', async () => {
    const { api, paths, told } = await startDropIn();
    const form = new URLSearchParams({ msgtype: 'text', text: '{"content":"备份失败","nth":9007199254740993}' });
    await api.callRaw(paths.wecom, `${form}`);
    await told();

    expect(api.relay.seen[0]?.body).toBe('{"msgtype":"text","text":{"content":"备份失败","nth":9007199254740993}}');
  });

  test('and makes another message', async () => {
    const { api, paths } = await startDropIn();
    for (const nth of ['9007199254740992', '9007199254740993'])
      await api.callRaw(paths.dingtalk, BODIES.dingtalk.replace('9007199254740993', nth));

    expect((await api.call('GET', '/v1/alerts')).json.items).toMatchObject([{ occurrences: 1 }, { occurrences: 1 }]);
  });

  test('and still names who is to be called', async () => {
    const { api, paths, told } = await startDropIn({ dingtalk: { mention: { mobiles: ['13700000000'] } } });
    const { text } = TEXT;
    const body = JSON.stringify({ msgtype: 'text', text, at: { atMobiles: [13800000000] } }).replace('00]', '00.0]');
    await api.callRaw(paths.dingtalk, body);

    expect(await told()).toMatchObject([{ at: { atMobiles: ['13700000000', '13800000000'] } }]);
  });
});
