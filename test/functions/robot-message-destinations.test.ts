import { describe, expect, test } from 'vitest';
import { OK, startDropIn, TEXT } from './drop-in.ts';

describe('where a message goes', () => {
  test('is said by its token alone, whatever push settings say', async () => {
    const { api, send, told } = await startDropIn();
    const settings = { defaultChannel: 'team-w', rules: [{ name: 'all', channels: ['team-w'] }] };
    expect((await api.call('PUT', '/v1/push-settings', settings)).status).toBe(200);
    await send('dingtalk', TEXT);

    expect(await told()).toMatchObject([TEXT]);
  });

  test('a silence holds it back, and it is answered as taken', async () => {
    const { api, send, told } = await startDropIn();
    await api.call('POST', '/v1/silences', { matchers: ['source=jenkins'], duration: '1h' });
    expect((await send('dingtalk', TEXT)).json).toEqual(OK);

    expect(await told()).toEqual([]);
    expect((await api.call('GET', '/v1/alerts')).json.items).toMatchObject([
      { state: 'suppressed', reason: 'silenced' },
    ]);
  });

  test.each(['dingtalk', 'wecom'] as const)('to a disabled channel is refused for %s', async (product) => {
    const { send } = await startDropIn({ dingtalk: { enabled: false }, wecom: { enabled: false } });

    expect((await send(product, TEXT)).json.errcode).toBe(product === 'dingtalk' ? 400102 : 93004);
  });

  test.each(['dingtalk', 'wecom'] as const)('to a deleted channel is refused for %s', async (product) => {
    const { api, send } = await startDropIn();
    for (const name of ['team-d', 'team-w']) await api.call('DELETE', `/v1/channels/${name}`);

    expect((await send(product, TEXT)).json.errcode).toBe(product === 'dingtalk' ? 400106 : 93008);
  });

  test('to two channels of which one is gone is told in the other', async () => {
    const { api, told } = await startDropIn();
    const token = await api.makeToken('both', { scopes: ['ingest'], channels: ['team-d', 'team-w'] });
    await api.call('DELETE', '/v1/channels/team-w');
    expect((await api.call('POST', `/robot/send?access_token=${token}`, TEXT)).json).toEqual(OK);

    expect(await told()).toMatchObject([TEXT]);
  });
});
