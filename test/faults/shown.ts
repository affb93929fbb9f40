import type { Group } from '#local/sandbox/group.ts';
import type { Evidence } from './judge.ts';
import type { Ledgers } from './scene.ts';
import { namesIn } from './traffic.ts';

type TextOf = Pick<Evidence, 'textOf'>;

/** Which of the deliveries that alerts name really stand in a group's chat. */
export interface Shown {
  /** Delivery ids. */
  readonly deliveries: ReadonlySet<string>;
  /** Messages that stand there, and that alerts name, without a record of their own. */
  readonly unrecorded: number;
}

/** Finds the messages that the relay claims in the chat: by their id where the product has one, else by text. */
export async function shownIn(group: Group, ledgers: Ledgers, scene: TextOf): Promise<Shown> {
  const channel = group.settings.name;
  const recorded = ledgers.deliveries.filter((one) => one.channel === channel && one.outcome === 'delivered');
  const claimed = new Map<string, string[]>();
  for (const row of ledgers.rows.filter((one) => one.channel === channel)) {
    for (const id of row.deliveries) claimed.set(id, [...(claimed.get(id) ?? []), row.id]);
  }
  const known = new Set(recorded.map(({ id }) => id));
  const isShown = group.settings.product === 'dingtalk' ? byId(group) : byText(group, known, scene);
  const shown = await Promise.all([...claimed].map(async ([id, alerts]) => ((await isShown(id, alerts)) ? [id] : [])));
  const deliveries = new Set(shown.flat());

  return { deliveries, unrecorded: deliveries.difference(known).size };
}

type IsShown = (delivery: string, alerts: readonly string[]) => boolean | Promise<boolean>;

/** A delivery's id begins with the `msgUuid` that DingTalk got. */
function byId({ messages }: Group): IsShown {
  const ids = new Set(messages.map(({ msgUuid }) => msgUuid));

  return (delivery) => ids.has(delivery.split('-', 1)[0]);
}

/** WeCom has no ids: the recorded text, or without a record a message that names one of the alerts. */
function byText({ messages }: Group, recorded: ReadonlySet<string>, scene: TextOf): IsShown {
  const texts = new Set(messages.map(({ text }) => text));
  const named = new Set(messages.flatMap(({ text }) => namesIn(text)));

  return async (delivery, alerts) =>
    recorded.has(delivery) ? texts.has(await scene.textOf(delivery)) : alerts.some((alert) => named.has(alert));
}
