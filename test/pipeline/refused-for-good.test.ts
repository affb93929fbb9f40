import { afterEach, expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { dispatch } from '#shared/dispatching/dispatch.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from './harness.ts';

const REFUSED: PostResult = { kind: 'answer', status: 200, body: '{"errcode":40008,"errmsg":"bad text"}' };

let relay: Awaited<ReturnType<typeof startHarness>>;
afterEach(() => relay.stop());

test('an alert that its robot refuses in every form is dead before anybody who is woken for that looks', async () => {
  relay = await startHarness([aChannel({ type: 'wecom' })]);
  relay.answerWith(({ body }) => (/poison|内容被机器人拒收的告警/.test(body) ? REFUSED : OK));
  // Telling the operator takes a moment, in which another dispatcher follows the wake-up of the channel's notice.
  const { tell } = relay.ports.operator;
  let isAlone = true;
  Object.assign(relay.ports.operator, {
    async tell(event: Parameters<typeof tell>[0]) {
      await tell(event);
      if (!isAlone) return;
      isAlone = false;
      await dispatch({ lane: aRobot().webhookId }, relay.ports);
    },
  });
  await relay.receive([anAlert({ id: 'x', name: 'poison' })]);
  for (let minute = 0; minute < 5; minute++) {
    await relay.runFor(60_000);
    await relay.sweep();
  }

  expect(relay.seen.filter(({ body }) => body.includes('poison'))).toHaveLength(2);
  expect(relay.told).toHaveLength(1);
  const [item] = await relay.alerts.read([{ channel: 'dba-oncall', fingerprint: fingerprintOfId('native', 'x') }]);
  expect(item?.dead).toContain('rejected');
});
