import { expect, test } from 'vitest';
import type { PostResult } from '#shared/delivery/post.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from './harness.ts';

const MINUTE = 60_000;
const THROTTLED: PostResult = { kind: 'answer', status: 200, body: '{"errcode":130101,"errmsg":"send too fast"}' };
const REFUSED: PostResult = { kind: 'unreachable', reason: 'refused', detail: 'connection refused' };

test.each([
  ['a mute', THROTTLED, 11],
  ['a back-off', REFUSED, 1],
])(
  'a down that waited for the end of %s goes before what comes then, also when its wake-up was lost',
  async (_, answer, minutes) => {
    const relay = await startHarness([aChannel()]);
    try {
      relay.answerWith(
        () => answer,
        () => OK,
      );
      await relay.receive([anAlert({ name: 'first' })]);
      await relay.runFor(1_000);
      await relay.receive([anAlert({ name: 'all is down', level: 'down' })]);
      await relay.runFor(1_000);
      relay.loseWakeUps();
      await relay.runFor(minutes * MINUTE);
      const before = relay.seen.length;
      await relay.receive([anAlert({ name: 'a trifle', level: 'info' })]);
      await relay.runFor(MINUTE);

      expect(relay.seen[before]?.body).toContain('all is down');
    } finally {
      await relay.stop();
    }
  },
);
