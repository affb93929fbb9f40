import { afterEach, describe, expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import type { Silence } from '#shared/silences/silence.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { settingsOf } from '#test/unit/routing/settings.ts';
import { anAlert, OK, START_MS, startHarness } from './harness.ts';
import { makeSilence, remembersNoSilences } from './silencing.ts';

const MINUTE = 60_000;
const DBA = 'dba-oncall';

let relay: Awaited<ReturnType<typeof startHarness>>;
afterEach(() => relay?.stop());

async function start(...channels: readonly Channel[]): Promise<void> {
  relay = await startHarness(channels.length > 0 ? channels : [aChannel()]);
}

/** A silence that whoever sends knows of at once. */
async function silence(input?: Readonly<Record<string, unknown>>): Promise<Silence> {
  const made = await makeSilence(relay, input);
  remembersNoSilences(relay);
  return made;
}

const alert = (more: Parameters<typeof anAlert>[0] = {}) => anAlert({ id: 'a', ...more });
const item = async () => (await relay.alerts.read([{ channel: DBA, fingerprint: fingerprintOfId('native', 'a') }]))[0];
const doubtful = async () => (await relay.lanes.get(aRobot().webhookId)).doubtful;
const texts = () => relay.seen.map(({ body }) => body);
const resolved = (more: Parameters<typeof anAlert>[0] = {}) => alert({ status: 'resolved', ...more });

/** Every minute the sweep comes by, as in both homes. */
async function runMinutes(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await relay.sweep();
    await relay.runFor(MINUTE);
  }
}

describe('a message whose answer was lost', () => {
  test('is not sent again for an alert that was silenced since; at the end it is', async () => {
    await start();
    relay.answerWith(
      () => ({ kind: 'unknown', detail: 'no answer' }),
      () => OK,
    );
    await relay.receive([alert()]);
    await relay.runFor(10);
    expect(relay.seen).toHaveLength(1);
    const one = await silence();
    await runMinutes(59);
    expect(relay.seen).toHaveLength(1);
    await runMinutes(3);

    expect(relay.seen.map(({ atMs }) => atMs)).toEqual([START_MS, one.endsAt]);
    expect(await item()).toMatchObject({ told: 'firing' });
  });
});

describe('an alert that a group may have seen, in a message whose answer was lost or whose worker died', () => {
  const lost = (): PostResult => ({ kind: 'unknown', detail: 'no answer' });
  const died = (): PostResult => {
    throw new Error('its worker dies');
  };

  test.each([
    ['dingtalk', 'whose answer was lost', lost],
    ['wecom', 'whose answer was lost', lost],
    ['wecom', 'whose worker died', died],
  ] as const)(
    'and that ends in a silence begun since, is told as over when that ends: %s, %s',
    async (type, _, end) => {
      await start(aChannel({ type }));
      relay.answerWith(end, () => OK);
      await relay.receive([alert()]);
      await relay.runFor(10).catch(() => undefined);
      expect(relay.seen).toHaveLength(1);
      const one = await silence();
      await runMinutes(20);
      await relay.receive([resolved()]);
      await runMinutes(20);
      expect(relay.seen).toHaveLength(1);
      await runMinutes(22);

      expect(relay.seen.map(({ atMs }) => atMs)).toEqual([START_MS, one.endsAt]);
      expect(texts()[1]).toContain('已恢复');
      expect(await item()).toMatchObject({ status: 'resolved', told: 'resolved' });
    },
  );

  test('and that is composed anew, since it was repeated in vain for long, too', async () => {
    await start();
    const ids = new Set<string>();
    // The first message is lost for as long as it is repeated; what is composed then does not even reach the robot.
    relay.answerWith(({ body }) => {
      ids.add(JSON.parse(body).msgUuid);
      return ids.size === 1 ? lost() : { kind: 'unreachable', reason: 'refused', detail: 'refused' };
    });
    await relay.receive([alert()]);
    await runMinutes(15);
    const sent = relay.seen.length;
    expect(ids.size).toBeGreaterThan(1);
    const one = await silence();
    relay.answerWith(() => OK);
    await relay.receive([resolved()]);
    await runMinutes(62);

    expect(relay.seen.slice(sent).map(({ atMs }) => atMs)).toEqual([one.endsAt]);
    expect(await item()).toMatchObject({ status: 'resolved', told: 'resolved' });
  });

  test('and that ended before it could be told again, too', async () => {
    await start();
    relay.answerWith(lost, () => OK);
    await relay.receive([alert()]);
    await relay.runFor(10);
    await relay.receive([resolved()]);
    const one = await silence();
    await runMinutes(62);

    expect(relay.seen.map(({ atMs }) => atMs)).toEqual([START_MS, one.endsAt]);
    expect(await item()).toMatchObject({ status: 'resolved', told: 'resolved' });
  });

  test('and that is dead since its repetition was refused in every form, and ends in a silence, too', async () => {
    await start(aChannel({ type: 'wecom' }));
    const refused = { kind: 'answer', status: 200, body: '{"errcode":40008,"errmsg":"bad text"}' } as const;
    let isRefusing = true;
    relay.answerWith(lost, () => (isRefusing ? refused : OK));
    await relay.receive([alert()]);
    await runMinutes(3);
    expect(await item()).toMatchObject({ dead: expect.stringContaining('rejected') });
    isRefusing = false;
    const sent = relay.seen.length;
    const one = await silence();
    await relay.receive([resolved()]);
    await runMinutes(62);

    expect(relay.seen.slice(sent).map(({ atMs }) => atMs)).toEqual([one.endsAt]);
    expect(await item()).toMatchObject({ status: 'resolved', told: 'resolved' });
  });

  test('and that is dead since it was refused in every form when it was composed anew, after all its repetitions, too', async () => {
    await start(aChannel({ type: 'wecom' }));
    const refused = { kind: 'answer', status: 200, body: '{"errcode":40008,"errmsg":"bad text"}' } as const;
    let result: PostResult = lost();
    relay.answerWith(() => result);
    await relay.receive([alert()]);
    for (let minute = 0; minute < 30 && (await doubtful()) === undefined; minute++) await runMinutes(1);
    expect(await doubtful()).toHaveLength(1);
    result = refused;
    await runMinutes(6);
    expect(await item()).toMatchObject({ dead: expect.stringContaining('rejected'), maybeShown: true });
    result = OK;
    const sent = relay.seen.length;
    const one = await silence();
    await relay.receive([resolved()]);
    await runMinutes(62);

    expect(relay.seen.slice(sent).map(({ atMs }) => atMs)).toEqual([one.endsAt]);
    expect(await item()).toMatchObject({ status: 'resolved', told: 'resolved' });
  });

  test('and that is dead since the channel’s own check disliked the answer, after another failure, too', async () => {
    await start(aChannel({ responseCheck: { regex: '.*fine.*' } }));
    const fine = { kind: 'answer', status: 200, body: '{"errcode":0,"errmsg":"ok fine"}' } as const;
    relay.answerWith(
      () => ({ kind: 'unreachable', reason: 'refused', detail: 'refused' }),
      () => OK,
      () => fine,
    );
    await relay.receive([alert()]);
    await runMinutes(1);
    expect(await item()).toMatchObject({ dead: 'rejected: response-check (0)', maybeShown: true });
    const sent = relay.seen.length;
    const one = await silence();
    await relay.receive([resolved()]);
    await runMinutes(62);

    expect(relay.seen.slice(sent).map(({ atMs }) => atMs)).toEqual([one.endsAt]);
    expect(texts().at(-1)).toContain('已恢复');
    expect(await item()).toMatchObject({ status: 'resolved', told: 'resolved' });
  });

  test('and whose channel was disabled when it was to be repeated, has its end told when that is enabled again', async () => {
    await start(aChannel({ type: 'wecom' }));
    relay.answerWith(lost, () => OK);
    await relay.receive([alert()]);
    await relay.runFor(10);
    relay.configure([aChannel({ type: 'wecom', enabled: false })]);
    await runMinutes(2);
    expect(await item()).toMatchObject({ suppressed: 'channel-disabled' });
    relay.configure([aChannel({ type: 'wecom' })]);
    await relay.receive([resolved()]);
    await runMinutes(2);

    expect(relay.seen).toHaveLength(2);
    expect(await item()).toMatchObject({ status: 'resolved', told: 'resolved' });
  });

  test('and that a push rule’s limit held between two silences, is told as over at the end of the second', async () => {
    await start(aChannel({ type: 'wecom' }));
    const rule = { name: 'r', channels: [DBA], limits: { perHour: 1 } };
    const settings = settingsOf({ defaultChannel: DBA, rules: [rule] });
    await relay.pushSettings.write({ settings, origin: 'api', revision: 1 });
    relay.answerWith(lost, () => OK);
    await relay.receive([alert({ name: 'disk full' })]);
    await relay.runFor(10);
    const only = { matchers: ['name=disk full'] };
    await silence({ ...only, duration: '10m' });
    await runMinutes(2);
    await relay.receive([anAlert({ id: 'b', name: 'other' })]);
    await runMinutes(10);
    expect(await item()).toMatchObject({ heldBack: { reason: 'over-cap', by: 'r' } });
    const second = await silence({ ...only, duration: '2h' });
    await relay.receive([resolved({ name: 'disk full' })]);
    await runMinutes(125);

    expect(relay.seen.map(({ atMs }) => atMs).at(-1)).toBe(second.endsAt);
    expect(texts().at(-1)).toContain('已恢复');
    expect(await item()).toMatchObject({ status: 'resolved', told: 'resolved' });
  });
});
