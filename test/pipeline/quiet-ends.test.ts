import { BatchGetItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ParsedAlert } from '#shared/alert/alert.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { endSilence } from '#shared/silences/manage-silences.ts';
import { aChannel } from '#test/builders/channel.ts';
import { clientThat } from '#test/fixtures/in-memory-table.ts';
import { settingsOf } from '#test/unit/routing/settings.ts';
import { anAlert, OK, START_MS, startHarness } from './harness.ts';
import { makeSilence, silencePorts } from './silencing.ts';

let relay: Awaited<ReturnType<typeof startHarness>>;
afterEach(() => relay.stop());

const MINUTE = 60_000;
const MUTED: PostResult = { kind: 'answer', status: 200, body: '{"errcode":130101,"errmsg":"send too fast"}' };
const withEnds = aChannel();
const withoutEnds = aChannel({ message: { ...withEnds.message, recovery: false } });

async function start(keeping: 'by the channel' | 'by a rule' | 'by a window'): Promise<void> {
  relay = await startHarness([keeping === 'by the channel' ? withoutEnds : withEnds]);
  if (keeping === 'by the channel') return;
  const hour = { from: '00:00', to: '01:00', timeZone: 'UTC', outside: 'drop' };
  const terms = keeping === 'by a rule' ? { recovery: false } : { window: hour };
  const input = { defaultChannel: withEnds.name, rules: [{ name: 'r', channels: [withEnds.name], ...terms }] };
  await relay.pushSettings.write({ settings: settingsOf(input), origin: 'api', revision: 1 });
}

/** The alert of these tests, in an episode that began at that minute. */
const host = (minute: number, more: Partial<ParsedAlert> = {}) =>
  anAlert({ id: 'a', name: 'host gone', activeAt: new Date(START_MS + minute * MINUTE).toISOString(), ...more });
const fires = (minute: number, more: Partial<ParsedAlert> = {}) => relay.receive([host(minute, more)]);
const ends = (minute: number, more: Partial<ParsedAlert> = {}) => fires(minute, { status: 'resolved', ...more });
const storm = () => relay.receive(Array.from({ length: 9 }, (_, n) => anAlert({ id: `s${n}`, name: `storm ${n}` })));

/** Every minute the sweep comes by, as in both homes. */
async function runTo(minute: number): Promise<void> {
  while (relay.now() < START_MS + minute * MINUTE) {
    await relay.runUntil(Math.min(relay.now() + MINUTE, START_MS + minute * MINUTE));
    await relay.sweep();
  }
}

/** Somebody else's alert finds that the robot takes nothing for ten minutes. */
async function mute(): Promise<void> {
  relay.answerWith(
    () => MUTED,
    () => OK,
  );
  await relay.receive([anAlert({ id: 'b', name: 'other' })]);
  await relay.runFor(1_000);
}

const texts = () => relay.seen.map(({ body }) => body);
/** What the robot was told of the alert, the first firing left out. */
const later = () =>
  texts()
    .filter((text) => text.includes('host gone'))
    .slice(1);
const item = async () => {
  const key = { channel: withEnds.name, fingerprint: fingerprintOfId('native', 'a') };
  return (await relay.alerts.read([key]))[0];
};

describe.each(['by the channel', 'by a rule'] as const)('where ends are kept quiet %s', (keeping) => {
  beforeEach(() => start(keeping));

  test('a new episode is told that was over before its robot took anything again, and that it is over', async () => {
    await fires(0);
    await runTo(1);
    await ends(0);
    await runTo(30);
    await mute();
    await fires(30, { level: 'down' });
    await runTo(33);
    await ends(30, { level: 'down' });
    await runTo(60);

    expect(later()).toHaveLength(1);
    expect(later()[0]).toMatch(/已恢复.*停服.*通知发出前已恢复/s);
    expect(await item()).toMatchObject({ told: 'resolved', version: 4, toldVersion: 4 });
  });

  test('a rise is told of an alert that was over before that', async () => {
    await fires(0);
    await runTo(30);
    await mute();
    await fires(0, { level: 'down' });
    await runTo(33);
    await ends(0, { level: 'down' });
    await runTo(60);

    expect(later()).toHaveLength(1);
    expect(later()[0]).toContain('停服');
  });

  test('a storm’s message tells such an episode too, by name', async () => {
    await fires(0);
    await runTo(1);
    await ends(0);
    await runTo(30);
    await mute();
    await fires(30, { level: 'down' });
    await runTo(33);
    await ends(30, { level: 'down' });
    await storm();
    await runTo(60);

    expect(later()).toHaveLength(1);
    expect(later()[0]).toContain('storm 3');
    expect(later()[0]).toMatch(/已恢复.{0,20}host gone.{0,40}通知发出前已恢复/);
  });

  test('a storm’s message whose answer was lost is told again with it', async () => {
    await fires(0);
    await runTo(1);
    await ends(0);
    await runTo(30);
    relay.answerWith(
      () => ({ kind: 'unknown', detail: 'no answer' }),
      () => OK,
    );
    await storm();
    await fires(30);
    // It was sent, and not yet again.
    await relay.runFor(4_000);
    expect(later()).toHaveLength(1);
    await ends(30);
    await runTo(60);

    expect(later()).toHaveLength(2);
    expect(later()[1]).toMatch(/已恢复.{0,20}host gone.{0,40}通知发出前已恢复/);
    expect(await item()).toMatchObject({ toldVersion: 3, version: 4, suppressed: 'recovery-off' });
  });

  test.each([
    ['that of the last one', { status: 'resolved', masked: 'silenced' } as const],
    ['nothing', undefined],
  ])('an episode that was masked at first is told, whatever was masked before: %s', async (_, before) => {
    await fires(0);
    await runTo(1);
    if (before !== undefined) await fires(0, before);
    await runTo(30);
    await fires(30, { masked: 'silenced' });
    await mute();
    await fires(30);
    await runTo(33);
    await ends(30);
    await runTo(60);

    expect(later()).toHaveLength(1);
    expect(later()[0]).toContain('通知发出前已恢复');
  });

  test('the end alone is not told, nor is it in a storm’s message', async () => {
    await fires(0);
    await runTo(1);
    await fires(0);
    await ends(0);
    await relay.runUntil(START_MS + 10 * MINUTE - 1_000);
    await storm();
    await runTo(30);

    expect(texts().some((text) => text.includes('storm 3'))).toBe(true);
    expect(later()).toEqual([]);
    expect(texts().join()).not.toContain('恢复');
    expect(await item()).toMatchObject({ told: 'firing', suppressed: 'recovery-off' });
  });

  test('nor is the end of a newer episode whose firing never came, after a repeat that waits', async () => {
    await fires(0);
    await runTo(2);
    await fires(0);
    await runTo(3);
    await ends(0);
    await runTo(5);
    await ends(4);
    await runTo(30);

    expect(later()).toEqual([]);
    expect(await item()).toMatchObject({ told: 'firing', version: 2, suppressed: 'recovery-off' });
  });

  test.each(['runs out', 'is ended early'])(
    'an episode that came and went within a silence that %s is not told',
    async (end) => {
      await fires(0);
      await runTo(1);
      await ends(0);
      const silence = await makeSilence(relay, { duration: '20m' });
      await runTo(2);
      await fires(2);
      await runTo(5);
      await ends(2);
      if (end === 'is ended early') await endSilence(silence.id, silencePorts(relay));
      await runTo(60);

      expect(later()).toEqual([]);
      expect(await item()).toMatchObject({ suppressed: 'silenced', heldBack: { by: silence.id } });
    },
  );

  test('nor is an end that comes while its firing, put off till now, is on its way', async () => {
    await makeSilence(relay, { duration: '5m' });
    await fires(0);
    await runTo(4);
    const { post } = relay.ports;
    Object.assign(relay.ports, {
      post: async (...asked: Parameters<typeof post>) => {
        await ends(0);
        return post(...asked);
      },
    });
    await runTo(30);

    expect(texts().filter((text) => text.includes('host gone'))).toHaveLength(1);
    expect(texts().join()).not.toContain('恢复');
    expect(await item()).toMatchObject({ told: 'firing', suppressed: 'recovery-off' });
  });
});

test('a rise within a window is told of an alert whose end came after it closed', async () => {
  await start('by a window');
  await fires(0);
  await runTo(58);
  await mute();
  await fires(0, { level: 'down' });
  await runTo(62);
  await ends(0, { level: 'down' });
  await runTo(90);

  expect(later()).toHaveLength(1);
  expect(later()[0]).toContain('停服');
});

test('an end within a window is told although that of a newer episode comes after it closed', async () => {
  await start('by a window');
  await fires(0);
  await runTo(58);
  await mute();
  await ends(0);
  await runTo(62);
  await ends(61);
  await runTo(90);

  expect(later()).toHaveLength(1);
  expect(later()[0]).toContain('已恢复');
});

test('a digest beside a thousand repeats that are over reads none of them, nor does any other look', async () => {
  let read = 0;
  relay = await startHarness([withoutEnds], (table) => ({
    ...table,
    client: clientThat(async (command: unknown) => {
      if (command instanceof GetItemCommand && command.input.Key?.['pk']?.S?.startsWith('A#') === true) read += 1;
      if (command instanceof BatchGetItemCommand) {
        read += Object.values(command.input.RequestItems ?? {}).flatMap(({ Keys = [] }) => Keys).length;
      }
      return Reflect.apply(table.client.send, table.client, [command]);
    }),
  }));
  const thousand = (more: Partial<ParsedAlert> = {}) =>
    relay.receive(Array.from({ length: 1_000 }, (_, n) => anAlert({ id: `r${n}`, name: `repeat ${n}`, ...more })));
  const activeAt = new Date(START_MS).toISOString();
  await thousand({ activeAt });
  await runTo(2);
  await thousand({ activeAt });
  await thousand({ activeAt, status: 'resolved' });
  const before = relay.seen.length;
  read = 0;
  await relay.runUntil(START_MS + 10 * MINUTE - 1_000);
  await storm();
  await runTo(30);

  expect(texts().slice(before).join()).toContain('storm 3');
  expect(texts().slice(before).join()).not.toContain('repeat');
  expect(read).toBe(0);
});
