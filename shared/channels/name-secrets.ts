import type { Channel, ChannelRobot } from './channel.ts';
import type { FileChannel, SecretField } from './file-channel.ts';
import type { ManagePorts } from './manage-ports.ts';
import { namedRef, namesIn } from './named-ref.ts';
import { identifyAll, unknownRobot } from './robot-identity.ts';
import { type ReadyChannel, refsOf } from './store-channel.ts';

/**
 * Makes the robots of a channel refer to their secrets by name. `channel` was
 * judged with stand-ins: what these left in it is replaced by what the secrets
 * say now, by what was known before, or by nothing.
 */
export async function nameSecrets(
  from: FileChannel,
  channel: Channel,
  stored: Channel | undefined,
  { secrets, allowedHosts }: Pick<ManagePorts, 'secrets' | 'allowedHosts'>,
): Promise<{ readonly ready: ReadyChannel; readonly warnings: readonly string[] }> {
  const former = stored?.type === channel.type ? stored : undefined;
  const [first, ...others] = channel.robots.map((robot, index) => asKnown(robot, index, from, former));
  const named: Channel = { ...withProxyOf(former, from, channel), robots: [first ?? channel.robots[0], ...others] };

  const refs = refsOf(named);
  const values = new Map(await Promise.all(refs.map(async (ref) => [ref, await secrets.readFresh(ref)] as const)));
  const { channel: identified, unfit } = identifyAll(named, values, allowedHosts);
  const warnings = unfit.map(({ robot, message }) => {
    const at = named.robots.findIndex(({ name }) => name === robot);
    return warningOf(from, at, namesIn(named.robots[at]?.secretRef ?? ''), message);
  });

  return { ready: { channel: identified, stored, secrets: new Map(), before: new Map() }, warnings };
}

/** The robot under its named ref: who it was before, or nobody yet. */
function asKnown(robot: ChannelRobot, index: number, from: FileChannel, former: Channel | undefined): ChannelRobot {
  const nameOf = (field: SecretField, at?: number): string | undefined =>
    from.references.find((placed) => placed.field === field && placed.robot === at)?.reference.name;
  const [signatureKey, proxy] = [nameOf('signatureKey', index), nameOf('proxy')];
  const secretRef = namedRef({
    webhookUrl: nameOf('webhookUrl', index) ?? '',
    ...(signatureKey === undefined ? {} : { signatureKey }),
    ...(proxy === undefined ? {} : { proxy }),
  });
  const before = former?.robots.find((one) => one.secretRef === secretRef);
  if (before === undefined) return unknownRobot({ ...robot, secretRef });

  return { ...robot, secretRef, webhookId: before.webhookId, shownUrl: before.shownUrl };
}

/** A proxy in a secret is known only from there: not from the stand-in. */
function withProxyOf(former: Channel | undefined, from: FileChannel, channel: Channel): Channel {
  if (!from.references.some(({ field }) => field === 'proxy')) return channel;
  const { proxy: _standIn, proxyAuthenticated: _auth, ...rest } = channel;
  const { proxy, proxyAuthenticated } = former ?? {};

  return {
    ...rest,
    ...(proxy === undefined ? {} : { proxy }),
    ...(proxyAuthenticated === undefined ? {} : { proxyAuthenticated }),
  };
}

function warningOf(from: FileChannel, index: number, names: readonly string[], message: string | undefined): string {
  const where = `line ${from.lineOf(`robots[${index}].webhookUrl`)}: ${from.path}.robots[${index}]`;
  const commands = names.map((name) => `npm run secret:put -- ${name}`).join('; ');
  const what = message === undefined ? 'a secret of it is not there or holds nothing fit' : message;

  return `${where}: ${what}. Its alerts wait, or go to the fallback channel, until it is put: ${commands}`;
}
