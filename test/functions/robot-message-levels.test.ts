import { describe, expect, test } from 'vitest';
import { OK, startDropIn } from './drop-in.ts';

const textOf = (content: string) => ({ msgtype: 'text', text: { content } });

describe('the level of a message', () => {
  test('is what the words of its channel say, else the built-in ones', async () => {
    const { api } = await startDropIn({ dingtalk: { levelWords: { down: ['核心', 'Payment'], info: ['演练'] } } });
    const token = await api.makeToken('both', { scopes: ['ingest'], channels: ['team-d', 'team-w'] });
    const levels = async (content: string) => {
      const { json } = await api.call('POST', `/robot/send?access_token=${token}`, textOf(content));
      expect(json).toEqual(OK);
      const { items } = (await api.call('GET', `/v1/alerts?name=${encodeURIComponent(content.split('\n')[0] ?? '')}`))
        .json;
      return Object.fromEntries(items.map((row: { channel: string; level: string }) => [row.channel, row.level]));
    };

    expect(await levels('核心数据库告警')).toEqual({ 'team-d': 'down', 'team-w': 'warning' });
    expect(await levels('【演练】停服')).toEqual({ 'team-d': 'info', 'team-w': 'down' });
    expect(await levels('job 7 failed\nof payment')).toEqual({ 'team-d': 'down', 'team-w': 'critical' });
    expect(await levels('job 8 failed')).toEqual({ 'team-d': 'critical', 'team-w': 'critical' });
  });

  test.each([
    [{ worst: ['x'] }, 'levelWords.worst'],
    [{ down: 'x' }, 'levelWords.down'],
    [{ down: ['x', ''] }, 'levelWords.down[1]'],
    [['x'], 'levelWords'],
  ])('is not said by %j', async (levelWords, field) => {
    const { api } = await startDropIn();
    const answer = await api.makeChannel('other', 2, { levelWords });

    expect(answer).toMatchObject({ status: 422, json: { errors: [{ field }] } });
  });

  test('is shown by the channel, and taken back as it is shown', async () => {
    const { api } = await startDropIn({ dingtalk: { levelWords: { down: ['核心', '核心'], info: [] } } });
    const shown = (await api.call('GET', '/v1/channels/team-d')).json;

    expect(shown.levelWords).toEqual({ down: ['核心'] });
    expect((await api.call('PUT', '/v1/channels/team-d', shown)).json.levelWords).toEqual({ down: ['核心'] });
    expect((await api.call('GET', '/v1/channels/team-w')).json).not.toHaveProperty('levelWords');
  });
});
