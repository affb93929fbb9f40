import type { Alert } from '#shared/alert/alert.ts';
import type { Findings } from '#shared/channels/section.ts';
import type { PushSettings } from '#shared/routing/push-settings.ts';
import { readPushSettings } from '#shared/routing/push-settings-input.ts';
import { type CompiledPushSettings, compilePushSettings, route } from '#shared/routing/route.ts';

export const NOW_MS = Date.parse('2026-11-27T12:00:00Z');

/** An alert to be routed. */
export function anAlert(overrides: Partial<Alert> = {}): Alert {
  return {
    id: '1',
    source: 'native',
    name: 'disk_full',
    level: 'warning',
    status: 'firing',
    target: 'host-1',
    summary: '',
    description: '',
    labels: {},
    ...overrides,
  };
}

/** Settings as the API would read them; throws what it would refuse. */
export function settingsOf(input: unknown): PushSettings {
  const findings: Findings = { errors: [], warnings: [] };
  const settings = readPushSettings(input, '', findings);
  if (findings.errors.length > 0) throw new Error(JSON.stringify(findings.errors));
  return settings;
}

/** Rules before a default channel `rest`, ready to be asked. */
export function compiledOf(rules: readonly object[]): CompiledPushSettings {
  const named = rules.map((rule, nth) => ({ name: `rule-${nth}`, channels: [`to-${nth}`], ...rule }));
  const compiled = compilePushSettings(settingsOf({ defaultChannel: 'rest', rules: named }));
  if (compiled === undefined) throw new Error('there are settings');
  return compiled;
}

/** The channels an alert goes to. */
export function channelsFor(alert: Alert, compiled: CompiledPushSettings, nowMs = NOW_MS): readonly string[] {
  return route(alert, compiled, nowMs).map(({ channel }) => channel);
}
