import { describe, expect, test } from 'vitest';
import type { PushSettings } from '#shared/routing/push-settings.ts';
import { aChannel } from '#test/builders/channel.ts';
import { ALERTS, BUDGET_BYTES } from './alerts-of-800-bytes.ts';
import { measureLife } from './measure-units.ts';

/** A rule that alerts remember: with all that it can say, and a name as long as one can be. */
const REMEMBERED: PushSettings = {
  defaultChannel: aChannel().name,
  rules: [
    {
      ...{ name: '规'.repeat(64), enabled: true, match: {}, channels: [aChannel().name], continue: false },
      ...{ limits: { perHour: 1_000, perDay: 1_000, over: 'hold' }, language: 'en_US' },
    },
  ],
};

/** The budgets: what one alert may cost in DynamoDB, the index included. */
describe.each(ALERTS)('an alert of up to 800 bytes ($name)', ({ alert }) => {
  test('is that large', () => {
    const bytes = Buffer.byteLength(JSON.stringify(alert));

    expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
    expect(bytes).toBeGreaterThan(BUDGET_BYTES - 40);
  });

  test('costs 7 write and 4 read units when it is new and alone, and 1 write unit each time it repeats', async () => {
    const { lone, recovery, firstRepeat, repeat, oldRepeat } = await measureLife(alert);

    expect(lone.requests.length).toBeGreaterThan(0);
    expect(lone.write).toBeLessThanOrEqual(7);
    expect(lone.read).toBeLessThanOrEqual(4);
    expect(recovery.write).toBeLessThanOrEqual(7);
    expect(recovery.read).toBeLessThanOrEqual(4);
    expect([firstRepeat.write, firstRepeat.read]).toEqual([2, 0]);
    expect([repeat.write, repeat.read]).toEqual([1, 0]);
    expect([oldRepeat.write, oldRepeat.read]).toEqual([1, 0]);
  });

  test('costs no more by a push rule with limits', async () => {
    const [free, limited] = [await measureLife(alert), await measureLife(alert, REMEMBERED)];
    const units = ({ lone, recovery, firstRepeat, repeat, oldRepeat }: typeof free) =>
      [lone, recovery, firstRepeat, repeat, oldRepeat].map(({ write, read }) => ({ write, read }));

    expect(units(limited)).toEqual(units(free));
  });
});
