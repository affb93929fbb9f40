import { createHash } from 'node:crypto';
import type { Channel, ChannelRobot } from './channel.ts';
import { isNamedRef } from './named-ref.ts';
import type { RobotSecret } from './secret-store.ts';
import { parseWebhookUrl } from './webhook-url.ts';

/**
 * Who a robot is by the secret it has now. The webhook's token names the
 * robot, and with it its lane: a secret that got another token means another
 * robot, whose messages must be paced with all others of that one.
 */
export type RobotIdentity =
  | {
      readonly kind: 'known';
      readonly robot: ChannelRobot;
      /** The channel's proxy by this secret. */
      readonly proxy: Pick<Channel, 'proxy' | 'proxyAuthenticated'>;
      /** The secret, its URL as it is posted to. */
      readonly secret: RobotSecret;
    }
  /** Nobody can be reached with it; the message quotes nothing of it. */
  | { readonly kind: 'unfit'; readonly message: string };

/** Reads off a robot's secret who it is. Pure. */
export function identify(
  channel: Channel,
  robot: ChannelRobot,
  secret: RobotSecret,
  allowedHosts: readonly string[],
): RobotIdentity {
  const proxy =
    secret.proxy === undefined
      ? proxyOf(channel)
      : { proxy: secret.proxy, ...(secret.proxyAuth === undefined ? {} : { proxyAuthenticated: true }) };
  const parsed = parseWebhookUrl(secret.webhookUrl, {
    type: channel.type,
    hasProxy: proxy.proxy !== undefined,
    allowedHosts,
  });
  if (parsed.kind === 'unfit') return { kind: 'unfit', message: `webhookUrl ${parsed.message}` };

  const { url, shownUrl, webhookId } = parsed.webhook;
  if (isAnothers(channel, robot, webhookId))
    return { kind: 'unfit', message: 'webhookUrl is that of another robot too' };
  return { kind: 'known', robot: { ...robot, shownUrl, webhookId }, proxy, secret: { ...secret, webhookUrl: url } };
}

/** Whether a robot before this one has the webhook already. */
function isAnothers({ robots }: Channel, { name }: ChannelRobot, webhookId: string): boolean {
  const at = robots.findIndex((robot) => robot.name === name);
  return robots.slice(0, Math.max(at, 0)).some((robot) => robot.webhookId === webhookId);
}

function proxyOf({ proxy, proxyAuthenticated }: Channel): Pick<Channel, 'proxy' | 'proxyAuthenticated'> {
  return {
    ...(proxy === undefined ? {} : { proxy }),
    ...(proxyAuthenticated === undefined ? {} : { proxyAuthenticated }),
  };
}

/** Whether the channel knows its robot as this secret has it. */
export function isKnownAs(channel: Channel, robot: ChannelRobot, secret: RobotSecret, id: RobotIdentity): boolean {
  if (id.kind !== 'known') return false;
  const sameProxy = secret.proxy === undefined || secret.proxy === channel.proxy;
  return sameProxy && id.robot.webhookId === robot.webhookId;
}

/** A robot nobody knows yet, since its named secret is not there or not fit: a lane of its own, and no webhook. */
export function unknownRobot(robot: ChannelRobot): ChannelRobot {
  return { ...robot, webhookId: unknownId(robot.secretRef), shownUrl: '' };
}

/** Whether a robot's secret was never there. */
export function isUnknown({ secretRef, webhookId }: ChannelRobot): boolean {
  return isNamedRef(secretRef) && webhookId === unknownId(secretRef);
}

function unknownId(ref: string): string {
  return createHash('sha256').update(`unknown:${ref}`).digest('hex');
}

/**
 * The channel with every robot as its secret has it now. A robot whose named
 * secret is not there, or not fit, stays who it was. Pure.
 */
export function identifyAll(
  channel: Channel,
  secrets: ReadonlyMap<string, RobotSecret | undefined>,
  allowedHosts: readonly string[],
): { readonly channel: Channel; readonly unfit: readonly { readonly robot: string; readonly message?: string }[] } {
  let known = channel;
  const unfit: { robot: string; message?: string }[] = [];
  for (const robot of channel.robots) {
    if (!isNamedRef(robot.secretRef)) continue;
    const secret = secrets.get(robot.secretRef);
    const identity = secret === undefined ? undefined : identify(known, robot, secret, allowedHosts);
    if (identity?.kind === 'known') known = withIdentity(known, identity);
    else unfit.push({ robot: robot.name, ...(identity === undefined ? {} : { message: identity.message }) });
  }

  return { channel: known, unfit };
}

function withIdentity(channel: Channel, { robot, proxy }: Extract<RobotIdentity, { kind: 'known' }>): Channel {
  const { proxy: _proxy, proxyAuthenticated: _auth, ...rest } = channel;
  const [first, ...others] = channel.robots;
  const known = (one: ChannelRobot): ChannelRobot => (one.name === robot.name ? robot : one);

  return { ...rest, ...proxy, robots: [known(first), ...others.map(known)] };
}
