import { chooseEntries, type Waiting, worstClass } from './choose-entries.ts';
import { composeWaiting } from './compose-waiting.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import type { Isolated } from './set-aside.ts';
import { withholdSilent } from './withhold.ts';
import type { Writing } from './writing.ts';

/** A message of the most urgent of what waits, and what it was chosen from. */
export interface MostUrgent extends Isolated {
  readonly chosen: readonly Waiting[];
  /** What waited, without that which turned out to have nothing to say. */
  readonly named: readonly Waiting[];
}

/**
 * Chooses and composes. Where the alert for which a group was chosen has
 * nothing to say after all, the group is chosen anew: its lesser members would
 * otherwise go before a worse alert of another group.
 */
export async function composeMostUrgent(
  named: readonly Waiting[],
  mode: 'calm' | 'storm',
  write: (chosen: readonly Waiting[]) => Writing,
  ports: Pick<DispatchPorts, 'alerts' | 'now' | 'keepAlertsMs'>,
): Promise<MostUrgent> {
  const chosen = chooseEntries(named, mode);
  const isolated = await composeWaiting(chosen, write, ports);
  const told = toldOf(chosen, isolated);
  if (!isPassedOver(named, chosen, told)) return { chosen, named, ...isolated };

  await withholdSilent(isolated.composition.withheld, ports);
  const silent = new Set(chosen.filter((one) => !told.includes(one) && !isolated.poisonous.includes(one)));
  const rest = await composeMostUrgent(
    named.filter((one) => !silent.has(one) && !isolated.poisonous.includes(one)),
    mode,
    write,
    ports,
  );

  return { ...rest, poisonous: [...isolated.poisonous, ...rest.poisonous] };
}

function toldOf(chosen: readonly Waiting[], { composition }: Isolated): readonly Waiting[] {
  const told = new Set(composition.message?.refs.map(({ channel, fingerprint }) => `${channel}/${fingerprint}`));
  return chosen.filter(({ entry }) => told.has(`${entry.channel}/${entry.fingerprint}`));
}

/** Whether a worse alert is left to wait than any the message tells. One that tells nothing passes nobody over. */
function isPassedOver(named: readonly Waiting[], chosen: readonly Waiting[], told: readonly Waiting[]): boolean {
  const left = worstClass(named.filter((one) => !chosen.includes(one)));
  const worstTold = worstClass(told);

  return left !== undefined && worstTold !== undefined && left < worstTold;
}
