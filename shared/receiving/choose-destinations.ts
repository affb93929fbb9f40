import type { Alert } from '../alert/alert.ts';
import type { Channel } from '../channels/channel.ts';
import { type CompiledPushSettings, route } from '../routing/route.ts';
import { OWN_TERMS, type Terms } from '../routing/terms.ts';
import { keepWithin } from './keep-within.ts';

/** A channel an alert goes to, and on which terms. */
export interface Destination {
  readonly channel: Channel;
  readonly terms: Terms;
}

/** Where the alerts of a batch go, in their order, or why they can go nowhere. */
export type Chosen =
  | {
      readonly kind: 'chosen';
      readonly destinations: readonly (readonly Destination[])[];
      /** Channels that push settings name and that are not there. */
      readonly missing: readonly string[];
    }
  | { readonly kind: 'unknown-channel'; readonly names: readonly string[] }
  | { readonly kind: 'no-channel' };

/** By what it is decided where alerts go. */
export interface Choice {
  /** Channels the request names; they go before push settings. */
  readonly names: readonly string[] | undefined;
  /** Channels the sender's token is bound to. */
  readonly within: readonly string[] | undefined;
  readonly settings: CompiledPushSettings | undefined;
  readonly channels: readonly Channel[];
  readonly nowMs: number;
}

/**
 * Where alerts go: to the channels the request names, else to those of the
 * push settings, else to every enabled one. While one channel is enabled push
 * settings refuse nothing: what they send to disabled ones only is recorded
 * there as suppressed.
 */
export function chooseDestinations(alerts: readonly Alert[], choice: Choice): Chosen {
  const { names, within, settings, channels } = choice;
  const isReached = ({ name, enabled }: Channel) => enabled && (within === undefined || within.includes(name));
  if (names === undefined && settings !== undefined && channels.some(isReached))
    return byRules(alerts, settings, choice);

  const unknown = names?.filter((name) => !channels.some((channel) => channel.name === name)) ?? [];
  if (unknown.length > 0) return { kind: 'unknown-channel', names: unknown };

  const wanted = names === undefined ? enabledOf(channels) : channels.filter(({ name }) => names.includes(name));
  const same = inBounds(wanted.map(onOwnTerms), choice);
  // A disabled channel named beside an enabled one records its alerts as suppressed.
  if (!same.some(({ channel }) => channel.enabled)) return { kind: 'no-channel' };

  return { kind: 'chosen', destinations: alerts.map(() => same), missing: [] };
}

function byRules(alerts: readonly Alert[], compiled: CompiledPushSettings, choice: Choice): Chosen {
  const { channels, nowMs } = choice;
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  const missing = new Set<string>();
  const find = (name: string, terms: Terms): readonly Destination[] => {
    const channel = byName.get(name);
    if (channel === undefined) missing.add(name);
    return channel === undefined ? [] : [{ channel, terms }];
  };
  const { defaultChannel } = compiled.settings;
  const destinations = alerts.map((alert) => {
    const found = route(alert, compiled, nowMs).flatMap(({ channel, terms }) => find(channel, terms));
    if (found.length > 0) return inBounds(found, choice);
    // Channels that settings name can't be deleted; should one be gone all the same, its alerts are not.
    const byDefault = defaultChannel === undefined ? [] : find(defaultChannel, OWN_TERMS);
    return inBounds(byDefault.length > 0 ? byDefault : enabledOf(channels).map(onOwnTerms), choice);
  });

  return { kind: 'chosen', destinations, missing: [...missing] };
}

function inBounds(chosen: readonly Destination[], { within, channels }: Choice): readonly Destination[] {
  if (within === undefined) return chosen;
  return keepWithin(within, chosen, channels.map(onOwnTerms), ({ channel }) => channel.name);
}

function enabledOf(channels: readonly Channel[]): readonly Channel[] {
  return channels.filter(({ enabled }) => enabled);
}

function onOwnTerms(channel: Channel): Destination {
  return { channel, terms: OWN_TERMS };
}
