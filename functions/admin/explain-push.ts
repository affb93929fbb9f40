import type { ChannelStore } from '#shared/channels/channel-store.ts';
import { explain } from '#shared/routing/explain.ts';
import type { PushRule } from '#shared/routing/push-settings.ts';
import type { PushSettingsStore } from '#shared/routing/push-settings-store.ts';
import { compilePushSettings } from '#shared/routing/route.ts';
import type { Subject } from '#shared/routing/subject.ts';
import type { Terms } from '#shared/routing/terms.ts';
import type { PushExplanation, ShownTerms } from './deps.ts';

/** Where the settings and the channels they name are kept. */
export interface ExplainStores {
  readonly pushSettings: Pick<PushSettingsStore, 'readFresh'>;
  readonly channels: Pick<ChannelStore, 'listFresh'>;
}

/** Where an alert would go at a moment, and why. */
export async function explainPush(subject: Subject, nowMs: number, stores: ExplainStores): Promise<PushExplanation> {
  const channels = await stores.channels.listFresh();
  const stored = await stores.pushSettings.readFresh();
  const compiled = stored && compilePushSettings(stored.settings);
  const stateOf = (name: string) => {
    const channel = channels.find((one) => one.name === name);
    return channel === undefined ? 'missing' : channel.enabled ? 'enabled' : 'disabled';
  };
  if (compiled === undefined) {
    const everyone = channels.filter(({ enabled }) => enabled);
    return {
      channels: everyone.map(({ name }) => ({
        channel: name,
        state: 'enabled',
        rule: null,
        why: 'no-settings',
        ...shown({}, undefined),
      })),
      rules: [],
    };
  }

  const { destinations, rules } = explain(subject, compiled, nowMs);
  const byName = new Map(compiled.settings.rules.map((rule) => [rule.name, rule]));
  return {
    channels: destinations.map(({ channel, rule, terms }) => ({
      ...{ channel, state: stateOf(channel), rule: rule ?? null, why: rule === undefined ? 'default-channel' : 'rule' },
      ...shown(terms, rule === undefined ? undefined : byName.get(rule)),
    })),
    rules: rules.map(({ terms, ...rule }) => ({ ...rule, ...shown(terms, byName.get(rule.rule)) })),
  };
}

/** What the rule adds, in the words of an answer. */
function shown({ window, recovery }: Terms, rule: PushRule | undefined): ShownTerms {
  return {
    window: window === undefined ? 'open' : window.kind,
    until: window?.kind === 'held' ? new Date(window.untilMs).toISOString() : null,
    recovery: recovery ?? 'as-channel',
    limits: rule?.limits ?? null,
    language: rule?.language ?? null,
  };
}
