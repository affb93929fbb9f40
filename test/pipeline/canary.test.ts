import { describe, expect, test } from 'vitest';
import { CANARY_NAME, canaryBatch } from '#shared/receiving/canary.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, startHarness } from './harness.ts';

const HOUR = 3_600_000;
const mention = { mobiles: ['13800000000'], userIds: [], all: true, levels: ['info', 'critical'] } as const;
const channel = aChannel({ mention });

async function withRelay(run: (relay: Awaited<ReturnType<typeof startHarness>>) => Promise<void>): Promise<void> {
  const relay = await startHarness([channel]);
  try {
    await run(relay);
  } finally {
    await relay.stop();
  }
}

describe('the canary', () => {
  test('is told each time it comes, in a line and a time, and calls nobody', () =>
    withRelay(async (relay) => {
      for (let beat = 0; beat < 3; beat++) {
        const { alerts, ...batch } = canaryBatch(channel.name, relay.now());
        await relay.receive(alerts, batch);
        await relay.runFor(HOUR);
      }

      expect(relay.seen).toHaveLength(3);
      for (const { body } of relay.seen) {
        const { markdown, at } = JSON.parse(body);
        expect(markdown.text).toMatch(/^### 【提醒】Tocsin 心跳 \/ heartbeat\n\n- 开始：[^\n]+$/);
        expect(at).toBeUndefined();
      }
      expect(relay.events.filter(({ kind }) => kind === 'canary')).toEqual(
        Array(3).fill({ kind: 'canary', channel: channel.name }),
      );
    }));

  test('counts also in a digest, which calls those whom its other alerts call', () =>
    withRelay(async (relay) => {
      const { alerts, ...batch } = canaryBatch(channel.name, relay.now());
      const storm = Array.from({ length: 40 }, (_, at) => anAlert({ name: `alert ${at}`, level: 'critical' }));
      await relay.receive(storm);
      await relay.receive(alerts, batch);
      await relay.runFor(HOUR);

      expect(relay.events).toContainEqual({ kind: 'canary', channel: channel.name });
      expect(relay.seen.map(({ body }) => body).join()).toContain(CANARY_NAME);
      expect(relay.seen[0]?.body).toContain('"isAtAll":true');
    }));

  test.each([
    ['alone', 0],
    ['in a digest', 40],
  ])('is not what somebody else calls by its name, %s', (_, more) =>
    withRelay(async (relay) => {
      const storm = Array.from({ length: more }, (__, at) => anAlert({ name: `alert ${at}`, level: 'warning' }));
      await relay.receive([...storm, anAlert({ name: CANARY_NAME, level: 'critical' })]);
      await relay.runFor(HOUR);

      expect(relay.events.filter(({ kind }) => kind === 'canary')).toEqual([]);
      expect(relay.seen.map(({ body }) => body).join()).toContain(CANARY_NAME);
      expect(relay.seen.map(({ body }) => body).join()).toContain('"isAtAll":true');
    }),
  );

  test('does not count when its robot refuses it', () =>
    withRelay(async (relay) => {
      relay.answerWith(() => ({
        kind: 'answer',
        status: 200,
        body: '{"errcode":300005,"errmsg":"token is not exist"}',
      }));
      const { alerts, ...batch } = canaryBatch(channel.name, relay.now());
      await relay.receive(alerts, batch);
      await relay.runFor(HOUR);

      expect(relay.seen.length).toBeGreaterThan(0);
      expect(relay.events.filter(({ kind }) => kind === 'canary')).toEqual([]);
    }));
});
