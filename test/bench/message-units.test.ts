import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { alertOfMessage } from '#shared/receiving/robot-messages/message-alert.ts';
import { measureLife } from './measure-units.ts';

function messageOf(content: string) {
  const body = { msgtype: 'text', text: { content }, at: { atMobiles: ['13800000000'] } };
  const people = { product: 'dingtalk', mobiles: ['13800000000'], userIds: [], all: false } as const;

  return alertOfMessage({ msgtype: 'text', title: '', text: content, people }, body, 'dingtalk');
}

test('an ordinary message for a robot costs what an ordinary alert costs', async () => {
  const lines = Array.from({ length: 10 }, (_, nth) => `第 ${nth} 行：数据库 db-${nth} 的磁盘使用率 9${nth} %`);
  const { lone, repeat } = await measureLife(messageOf(lines.join('\n')));

  expect(lone.write).toBeLessThanOrEqual(7);
  expect(lone.read).toBeLessThanOrEqual(4);
  expect([repeat.write, repeat.read]).toEqual([1, 0]);
});

test('the largest there is, which nothing makes smaller, costs what its bytes cost and no more', async () => {
  const { lone } = await measureLife(messageOf(randomBytes(9_800).toString('hex')));

  // 19,600 hexadecimal digits are 9,800 bytes of information, written at admission and at acknowledgement, and recorded.
  expect(lone.write).toBeLessThanOrEqual(60);
  expect(lone.read).toBeLessThanOrEqual(10);
});
