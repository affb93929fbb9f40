import type { Channel, ChannelRobot } from './channel.ts';
import { showProxy } from './proxy-url.ts';
import { MASK } from './webhook-url.ts';

/**
 * A channel as answers show it: the shape of its input, every secret masked.
 * What it gives can be edited and put back, and keeps the secrets.
 */
export function showChannel(channel: Channel): Readonly<Record<string, unknown>> {
  const { name, type, enabled, robots, mention, proxy, proxyAuthenticated = false } = channel;
  const { message, aggregation, responseCheck, levelWords, limits, delivery } = channel;

  return {
    name,
    type,
    enabled,
    robots: robots.map(showRobot),
    mention,
    ...(proxy === undefined ? {} : { proxy: showProxy(proxy, proxyAuthenticated) }),
    message,
    aggregation,
    responseCheck,
    ...(levelWords === undefined ? {} : { levelWords }),
    limits,
    delivery,
  };
}

function showRobot({ name, shownUrl, signed, keywords }: ChannelRobot): Readonly<Record<string, unknown>> {
  const [only, ...more] = keywords;

  return {
    name,
    // A robot whose named secret is not there yet has none.
    ...(shownUrl === '' ? {} : { webhookUrl: shownUrl }),
    ...(signed ? { signatureKey: MASK } : {}),
    ...(only === undefined ? {} : { keyword: more.length === 0 ? only : keywords }),
  };
}
