import { describe, expect, test } from 'vitest';
import { fakeWebhookUrl } from '#test/builders/channel.ts';
import { DINGTALK_MESSAGES, OK, startDropIn, TEXT } from './drop-in.ts';

const textOf = (content: string, at: object = {}) => ({ msgtype: 'text', text: { content }, ...at });

describe('the same body again', () => {
  test('within the quiet time is counted, and told once at its end, in our own words', async () => {
    const { send, told } = await startDropIn();
    await send('dingtalk', TEXT);
    await told();
    for (let again = 0; again < 5; again++) expect((await send('dingtalk', TEXT)).json).toEqual(OK);

    expect(await told(500_000)).toHaveLength(1);
    const [, second, ...more] = await told(200_000);
    expect(more).toEqual([]);
    expect(second).toMatchObject({ msgtype: 'markdown', markdown: { text: expect.stringContaining('6 次') } });
    // Nothing of it fires, and no end will come.
    expect(JSON.stringify(second)).toContain('重复收到');
    expect(JSON.stringify(second)).not.toMatch(/未恢复|已持续|msgtype=/);
  });

  test('after the quiet time goes on as it came', async () => {
    const { send, told } = await startDropIn();
    await send('dingtalk', TEXT);
    await told(3_600_000);
    await send('dingtalk', TEXT);

    expect(await told()).toMatchObject([TEXT, TEXT]);
  });

  test.each(['dingtalk', 'wecom'] as const)(
    'at the same moment goes to %s once, as it came, and counts',
    async (product) => {
      const { api, send, told } = await startDropIn();
      for (const msgUuid of ['1', '2']) expect((await send(product, { ...TEXT, msgUuid })).json).toEqual(OK);

      expect(await told(900_000)).toMatchObject([TEXT]);
      expect((await api.call('GET', '/v1/alerts')).json.items).toMatchObject([{ state: 'delivered', occurrences: 2 }]);
      for (let again = 0; again < 2; again++) await send(product, TEXT);
      expect(await told(60_000)).toMatchObject([TEXT, TEXT]);
      await send(product, TEXT);
      expect(JSON.stringify((await told(900_000)).slice(2))).toContain('共收到 5 次');
    },
  );

  test.each([
    ['a third time', 0, 3],
    ['seconds later, before it is told', 3_000, 2],
  ])('%s is told with it, in our own words', async (_, pauseMs, times) => {
    const { api, send, told } = await startDropIn({ dingtalk: { aggregation: { firstWaitSeconds: 30 } } });
    for (let nth = 0; nth < times; nth++) {
      await send('dingtalk', TEXT);
      await api.run(pauseMs);
    }

    expect(await told(60_000)).toMatchObject([
      { msgtype: 'markdown', markdown: { text: expect.stringContaining(`${times} 次`) } },
    ]);
  });

  test('is the same message under another id of its sender', async () => {
    const { api, send } = await startDropIn();
    for (const msgUuid of ['1', '2']) await send('dingtalk', { ...TEXT, msgUuid });
    const { items } = (await api.call('GET', '/v1/alerts')).json;

    expect(items).toMatchObject([{ name: 'OB 服务器无法连接', source: 'jenkins', occurrences: 2 }]);
  });

  test('with another word in it is another message', async () => {
    const { send, told } = await startDropIn();
    for (const nth of [1, 2, 3]) await send('wecom', textOf(`job ${nth} failed`));

    expect(await told(20_000)).toEqual([1, 2, 3].map((nth) => textOf(`job ${nth} failed`)));
  });
});

test('an alert of a message is shown with the message as it came, and whom it names', async () => {
  const { api, send } = await startDropIn();
  const { msgtype, text, at } = DINGTALK_MESSAGES.text;
  await send('dingtalk', DINGTALK_MESSAGES.text);
  const [{ id }] = (await api.call('GET', '/v1/alerts')).json.items;

  expect((await api.call('GET', `/v1/alerts/${id}`)).json).toMatchObject({
    ...{ name: 'OB 服务器无法连接', source: 'jenkins', labels: {} },
    people: { product: 'dingtalk', mobiles: at.atMobiles, userIds: at.atUserIds, all: false },
    verbatim: { product: 'dingtalk', body: JSON.stringify({ msgtype, text, at }) },
  });
});

describe('a storm', () => {
  test('of a thousand mixed messages in a minute is taken whole, told in digests and never too fast', async () => {
    const { api, send, told } = await startDropIn();
    const kinds = Object.values(DINGTALK_MESSAGES);
    for (let nth = 0; nth < 1_000; nth++) {
      const body = { ...kinds[nth % kinds.length], nth };
      expect((await send('dingtalk', body)).json).toEqual(OK);
      if (nth % 50 === 0) await api.run(3_000);
    }
    await told(600_000);

    const at = api.relay.seen.map(({ atMs }) => atMs);
    for (const [nth, from] of at.entries())
      expect((at[nth + 20] ?? Number.POSITIVE_INFINITY) - from).toBeGreaterThan(60_000);
    const { items } = (await api.call('GET', '/v1/alerts?limit=1000')).json;
    expect(items).toHaveLength(1_000);
    expect(items.every(({ state }: { state: string }) => state === 'delivered')).toBe(true);
  }, 30_000);

  test('names in its digest whom the messages name', async () => {
    const { send, told } = await startDropIn();
    for (let nth = 0; nth < 40; nth++) {
      const at = nth === 30 ? { at: { atMobiles: ['13800000000', 13900000000], atUserIds: ['user-1'] } } : {};
      await send('dingtalk', textOf(`第 ${nth} 个任务失败`, at));
    }
    const digests = (await told(120_000)).filter(({ msgtype }) => msgtype === 'markdown');

    expect(digests.length).toBeGreaterThan(0);
    const named = digests.flatMap(({ at }) => at?.atMobiles ?? []);
    expect(named).toEqual(['13800000000', '13900000000']);
    expect(digests.flatMap(({ at }) => at?.atUserIds ?? [])).toEqual(['user-1']);
  });
});

describe('what can not go on as it came is told in our own words', () => {
  test('for the other product, with whom it names there', async () => {
    const { api, told } = await startDropIn();
    const token = await api.makeToken('both', { scopes: ['ingest'], channels: ['team-d', 'team-w'] });
    const body = { ...DINGTALK_MESSAGES.markdown, at: { atMobiles: ['13800000000'], atUserIds: ['ding-user'] } };
    await api.call('POST', `/robot/send?access_token=${token}`, body);

    const sent = await told();
    const ofWecom = sent.filter(({ msgUuid }) => msgUuid === undefined);
    expect(sent).toContainEqual({ ...body, msgUuid: expect.any(String) });
    expect(ofWecom[0].markdown.content).toContain('Build failed');
    expect(ofWecom[1]).toMatchObject({ msgtype: 'text', text: { mentioned_mobile_list: ['13800000000'] } });
    expect(JSON.stringify(ofWecom)).not.toContain('ding-user');
  });

  test('where the channel names people whom the message does not', async () => {
    const { send, told } = await startDropIn({ dingtalk: { mention: { mobiles: ['13700000000'] } } });
    await send('dingtalk', DINGTALK_MESSAGES.text);

    const [sent] = await told();
    expect(sent).toMatchObject({ msgtype: 'markdown', at: { atMobiles: ['13700000000', '13800000000'] } });
  });

  test('where a text is longer than is documented, though servers have taken such', async () => {
    const { send, told } = await startDropIn();
    expect((await send('wecom', textOf('错'.repeat(1_000)))).json).toEqual(OK);

    expect(await told()).toMatchObject([{ msgtype: 'markdown' }]);
  });

  test.each(['its end', 'it is ended early'])('where a silence held it till %s', async (end) => {
    const { api, send, told } = await startDropIn();
    const wanted = { matchers: ['source=jenkins'], duration: '10m' };
    const { id } = (await api.call('POST', '/v1/silences', wanted)).json;
    await send('dingtalk', TEXT);
    await told(300_000);
    if (end !== 'its end') await api.call('DELETE', `/v1/silences/${id}`);
    const sent = await told(400_000);

    expect(sent).toMatchObject([{ msgtype: 'markdown' }]);
    expect(sent[0].markdown.text).toMatch(/开始：11-21 08:00:00/);
  });

  test('where its channel waited long for more of it, and not where it waited a moment', async () => {
    const wait = (firstWaitSeconds: number) => ({ aggregation: { firstWaitSeconds } });
    for (const [seconds, msgtype] of [
      [30, 'text'],
      [300, 'markdown'],
    ] as const) {
      const { send, told } = await startDropIn({ dingtalk: wait(seconds) });
      await send('dingtalk', TEXT);

      expect(await told(600_000)).toMatchObject([{ msgtype }]);
    }
  });

  test('but as it came when it comes again after what was held back is told', async () => {
    const { api, send, told } = await startDropIn();
    await api.call('POST', '/v1/silences', { matchers: ['source=jenkins'], duration: '10m' });
    await send('dingtalk', TEXT);
    await told(7_200_000);
    await send('dingtalk', TEXT);

    expect(await told()).toMatchObject([{ msgtype: 'markdown' }, TEXT]);
  });

  test('where the robot refuses it', async () => {
    const { api, send, told } = await startDropIn();
    const refusal = { kind: 'answer', status: 200, body: '{"errcode":40035,"errmsg":"x"}' } as const;
    api.relay.answerWith(
      () => refusal,
      () => ({ ...refusal, body: '{"errcode":0}' }),
    );
    await send('dingtalk', DINGTALK_MESSAGES.actionCard);

    expect(await told(60_000)).toMatchObject([{ msgtype: 'actionCard' }, { msgtype: 'text' }]);
  });
});

describe('a security check that refuses a message as it came', () => {
  const answer = (body: string) => ({ kind: 'answer', status: 200, body }) as const;
  const refusal = (words: string) => answer(JSON.stringify({ errcode: 310000, errmsg: words }));
  const robots = [{ webhookUrl: fakeWebhookUrl('dingtalk', 1), keyword: '备份' }];

  test.each(['description:关键词不匹配', 'description:x'])(
    'by %s gets our own words with the keyword',
    async (words) => {
      const { api, send, told } = await startDropIn({ dingtalk: { robots } });
      api.relay.answerWith(
        () => refusal(words),
        () => answer('{"errcode":0}'),
      );
      await send('dingtalk', DINGTALK_MESSAGES.actionCard);

      expect(await told(20_000)).toMatchObject([
        { msgtype: 'actionCard' },
        { msgtype: 'text', text: { content: expect.stringContaining('备份') } },
      ]);
    },
  );

  test.each([
    ['our own words as well', 'description:关键词不匹配', ['actionCard', 'text']],
    ['the signature', 'description:签名不匹配', ['actionCard']],
  ])('and %s is the trouble of the robot', async (_, words, msgtypes) => {
    const { api, send, told } = await startDropIn({ dingtalk: { robots } });
    api.relay.answerWith(() => refusal(words));
    await send('dingtalk', DINGTALK_MESSAGES.actionCard);

    expect((await told(20_000)).map(({ msgtype }) => msgtype)).toEqual(msgtypes);
  });
});

describe('a message whose answer is lost', () => {
  const lost = { kind: 'unknown', detail: 'no answer' } as const;

  test.each([
    // DingTalk drops it by its id; WeCom may show it twice, which has to be said.
    ['dingtalk', 'text'],
    ['wecom', 'markdown'],
  ] as const)('of %s is sent again as %s', async (product, msgtype) => {
    const { api, send, told } = await startDropIn();
    api.relay.answerWith(
      () => lost,
      () => ({ kind: 'answer', status: 200, body: '{"errcode":0}' }),
    );
    await send(product, TEXT);
    const [first, again, ...more] = await told(60_000);

    expect(more).toEqual([]);
    expect(first.msgtype).toBe('text');
    expect(again.msgtype).toBe(msgtype);
    expect(again.msgUuid).toBe(first.msgUuid);
  });
});

test('a message that another channel has to tell is told in our own words, which say whose it is', async () => {
  const delivery = { patienceSeconds: 1, fallbackChannel: 'team-w' };
  const { api, send, told } = await startDropIn();
  const shown = (await api.call('GET', '/v1/channels/team-d')).json;
  expect((await api.call('PUT', '/v1/channels/team-d', { ...shown, delivery })).status).toBe(200);
  api.relay.answerWith(({ url }) => ({
    ...{ kind: 'answer', status: 200 },
    body: url.includes('robot/send') ? '{"errcode":300005,"errmsg":"token is not exist"}' : '{"errcode":0}',
  }));
  await send('dingtalk', DINGTALK_MESSAGES.markdown);
  const sent = await told(120_000);

  expect(
    sent.some(({ markdown }) => markdown?.content?.includes('team-d') && markdown.content.includes('Build failed')),
  ).toBe(true);
});
