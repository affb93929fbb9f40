import { describe, expect, test } from 'vitest';
import { type Attempt, attempt } from '#shared/delivery/attempt.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { createRobotClocks } from '#shared/delivery/robot-clocks.ts';
import type { MessageDraft } from '#shared/rendering/message.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { aChannel, aRobot, aSecret } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21, 2, 0, 0);
const HOUR = 3_600_000;
const OK = '{"errcode":0,"errmsg":"ok"}';
const EXPIRED = '{"errcode":310000,"errmsg":"invalid timestamp"}';

const draft: MessageDraft = {
  format: 'markdown',
  title: 'disk full',
  text: 'disk full',
  mention: { mobiles: [], userIds: [], all: false },
};
const wanted: Attempt = {
  draft,
  messageId: 'm-1',
  channel: aChannel({ robots: [aRobot({ signed: true })] }),
  channelRobot: aRobot({ signed: true }),
  secret: aSecret({ signatureKey: 'SECfake' }),
};

/** One attempt whose answer takes 200 ms and tells the time its server has. */
async function attempted(body: string, serverTimeMs: number | undefined, clocks = createRobotClocks()) {
  let nowMs = NOW;
  const answer: PostResult = {
    kind: 'answer',
    status: 200,
    body,
    ...(serverTimeMs === undefined ? {} : { serverTimeMs }),
  };
  const urls: string[] = [];
  const post = async ({ url }: { readonly url: string }) => {
    urls.push(url);
    nowMs += 200;
    return answer;
  };

  return { ...(await attempt(robotFor('dingtalk'), wanted, { post, clocks, now: () => nowMs })), urls };
}

describe("the robot's clock", () => {
  test('is compared with ours on any answer that tells it', async () => {
    const seen = await attempted(OK, NOW - 90_000);

    expect(seen.outcome).toEqual({ kind: 'delivered', errcode: 0, errmsg: 'ok' });
    expect(seen.skewMs).toBe(90_000 + 100 - 500);
  });

  test('is unknown where no answer tells it', async () => {
    expect(await attempted(OK, undefined)).not.toHaveProperty('skewMs');
  });

  test('that refuses our time is named with how far ours is off', async () => {
    const { outcome } = await attempted(EXPIRED, NOW + 3 * HOUR + 2 * 60_000);

    expect(outcome).toMatchObject({
      kind: 'rejected',
      reason: 'clock',
      skewMs: expect.closeTo(-3 * HOUR - 120_400, -3),
    });
    expect(outcome.errmsg).toBe("invalid timestamp; our clock is 3 h 2 min behind the robot's");
  });

  test('that refuses a time which is right is not contradicted', async () => {
    const { outcome } = await attempted(EXPIRED, NOW + 1_000);

    expect(outcome).toEqual({ kind: 'rejected', reason: 'clock', errcode: 310_000, errmsg: 'invalid timestamp' });
  });

  test('is what the next message is signed for, once it refused ours', async () => {
    const clocks = createRobotClocks();
    const timeIn = (url: string | undefined) => Number(new URL(url ?? '').searchParams.get('timestamp'));
    const first = await attempted(EXPIRED, NOW - 2 * HOUR, clocks);
    const second = await attempted(OK, NOW - 2 * HOUR, clocks);

    expect(timeIn(first.urls[0])).toBe(NOW);
    expect(timeIn(second.urls[0])).toBe(NOW - 2 * HOUR - 200);
  });
});
