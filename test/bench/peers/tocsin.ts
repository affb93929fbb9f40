import { startRelay } from '#test/e2e/relay.ts';
import { shownAtMs } from '../storm/account.ts';
import { readDeliveries, readLedger } from '../storm/relay-reader.ts';
import { nothingSent, sendStorm } from '../storm/send-storm.ts';
import { type Arena, type Contender, now } from './contender.ts';

/** Tocsin as a process of its own. An alert counts as shown when its ledger names a message that the robot showed. */
export async function prepareTocsin({ group, host, webhookUrl }: Arena): Promise<Contender> {
  const relay = await startRelay(host);
  const channel = 'dba';
  await relay.client.createChannel({ name: channel, type: 'dingtalk', robots: [{ name: '1', webhookUrl }] });
  const told = async (): Promise<ReadonlyMap<string, number>> =>
    shownAtMs(await readLedger(relay.url), await readDeliveries(relay.url), group.messages);
  let said = 0;

  return {
    play: async ({ alerts }) => {
      await sendStorm(alerts, nothingSent(), {
        now,
        post: ({ body }) => relay.client.post(`/v1/alerts?channel=${channel}`, body),
      });
    },
    said: () => said,
    shownAtMs: async () => {
      const shown = await told();
      said = (await readLedger(relay.url)).filter(({ state }) => state === 'delivered').length;
      return shown;
    },
    stop: () => relay.stop(),
  };
}
