import type { ParsedAlert } from '#shared/alert/alert.ts';
import { isEmpty, NO_PUSH_SETTINGS, type PushSettings } from '#shared/routing/push-settings.ts';
import { aChannel } from '#test/builders/channel.ts';
import { startHarness } from '#test/pipeline/harness.ts';
import { type Metered, type MeteredTable, meterTable, total } from './metered-client.ts';

/** What one alert costs, in write and read units, index included. */
export interface LifeUnits {
  /** A lone new alert from receipt to recorded delivery. */
  readonly lone: Cost;
  /** The first repeat in a quiet window: it makes the alert due again. */
  readonly firstRepeat: Cost;
  /** Each further repeat. */
  readonly repeat: Cost;
  /** A recovery from receipt to recorded delivery. */
  readonly recovery: Cost;
  /** A repeat of an alert that was in ten messages before: its item is as large as it gets. */
  readonly oldRepeat: Cost;
}

export interface Cost {
  readonly write: number;
  readonly read: number;
  readonly requests: readonly Metered[];
}

const MINUTE = 60_000;
const MESSAGES = 10;

/**
 * Runs one alert's life through the whole engine, in virtual time. A relay that
 * just started also notes the day and the source, once: another alert goes first.
 */
export async function measureLife(
  alert: ParsedAlert,
  pushSettings: PushSettings = NO_PUSH_SETTINGS,
): Promise<LifeUnits> {
  const metered: MeteredTable[] = [];
  const relay = await startHarness([aChannel()], (table) => {
    const meter = meterTable(table);
    metered.push(meter);
    return meter;
  });
  const cost = async (run: () => Promise<unknown>): Promise<Cost> => {
    metered[0]?.take();
    await run();
    const requests = metered[0]?.take() ?? [];
    return { ...total(requests), requests };
  };
  const receive = (one: ParsedAlert) => relay.receive([one]);

  try {
    if (!isEmpty(pushSettings)) await relay.pushSettings.write({ settings: pushSettings, origin: 'api', revision: 1 });
    await receive({ ...alert, id: 'another', name: 'another' });
    await relay.runFor(MINUTE);

    const lone = await cost(async () => {
      await receive(alert);
      await relay.runFor(MINUTE);
    });
    const firstRepeat = await cost(() => receive(alert));
    const repeat = await cost(() => receive(alert));
    for (let message = 1; message < MESSAGES; message++) {
      await relay.runFor(10 * MINUTE);
      await receive(alert);
    }
    const oldRepeat = await cost(() => receive(alert));
    await relay.runFor(11 * MINUTE);
    const recovery = await cost(async () => {
      await receive({ ...alert, status: 'resolved' });
      await relay.runFor(MINUTE);
    });

    return { lone, firstRepeat, repeat, oldRepeat, recovery };
  } finally {
    await relay.stop();
  }
}
