import { describe, expect, test, vi } from 'vitest';
import { OK, startDropIn } from './drop-in.ts';

describe('a body', () => {
  const sized = (bytes: number) => {
    const around = JSON.stringify({ msgtype: 'text', text: { content: '' } }).length;
    return { msgtype: 'text', text: { content: 'x'.repeat(bytes - around) } };
  };

  test('of DingTalk may have 20,000 bytes and no more', async () => {
    const { send, told } = await startDropIn();

    expect((await send('dingtalk', sized(20_000))).json).toEqual(OK);
    expect((await send('dingtalk', sized(20_001))).json.errcode).toBe(460101);
    expect(await told()).toHaveLength(1);
  });

  test('larger than any is refused in the words of each', async () => {
    const { send } = await startDropIn();
    const huge = sized(6 * 1024 * 1024);

    expect((await send('dingtalk', huge)).json.errcode).toBe(460101);
    expect((await send('wecom', huge)).json.errcode).toBe(45002);
  });

  test.each([
    ['dingtalk', 460101],
    ['wecom', 45002],
  ] as const)(
    'for %s that is longer than any way of writing a message makes it is not looked at',
    async (product, code) => {
      const parsed = vi.spyOn(JSON, 'parse');
      const { api, paths } = await startDropIn();
      for (const text of [`a=${'&b'.repeat(2_500_000)}`, `{"msgtype":"text","x":"${'y'.repeat(500_000)}"}`]) {
        expect((await api.callRaw(paths[product], text)).json.errcode).toBe(code);
        expect(parsed.mock.calls.some(([given]) => given === text)).toBe(false);
      }
      parsed.mockRestore();
    },
  );

  test('may be written with every letter escaped', async () => {
    const { api, paths } = await startDropIn();
    const escaped = JSON.stringify({ msgtype: 'text', text: { content: '~' } });

    expect((await api.callRaw(paths.dingtalk, escaped.replace('~', '\\u0041'.repeat(19_000)))).json).toEqual(OK);
  });

  test('that is nested too deeply to be written again is as long as it came', async () => {
    const { api, paths } = await startDropIn();
    const nested = (levels: number) =>
      `{"msgtype":"text","text":{"content":"a"},"x":${'['.repeat(levels)}${']'.repeat(levels)}}`;

    expect((await api.callRaw(paths.wecom, nested(100_000))).json.errcode).toBe(45002);
    expect((await api.callRaw(paths.wecom, nested(32_000))).json).toEqual(OK);
  });
});
