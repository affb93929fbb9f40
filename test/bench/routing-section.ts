import { percentile } from '#local/demo/percentile.ts';
import type { Alert } from '#shared/alert/alert.ts';
import type { Findings } from '#shared/channels/section.ts';
import type { PushSettings } from '#shared/routing/push-settings.ts';
import { readPushSettings } from '#shared/routing/push-settings-input.ts';
import { type CompiledPushSettings, compilePushSettings, route } from '#shared/routing/route.ts';
import { busyMs } from '#test/assertions/thread-time.ts';
import type { Section } from './section.ts';

const ALERTS = 2_000;
const NOW_MS = Date.parse('2026-11-27T12:00:00Z');

/** How long routing takes by many push rules, and making them ready. */
export function routingSection(): Section {
  const exact = settingsOf(1_000, 100, (nth) => [`ob_cluster=c-${nth % 10}`, `tenant=t-${nth}`]);
  const patterns = settingsOf(1_000, 100, (nth) => [`tenant=~"(t|u)-${nth}(-.*)?"`]);
  const many = settingsOf(10_000, 10, (nth) => [`tenant=t-${nth}`]);
  const compiledMs = busyMs(() => compiled(many));

  return {
    title: 'Where an alert goes, by push settings',
    budgets: [
      { what: '99 of 100 alerts, 1,000 rules of 100 matchers', measured: p99(exact), most: 1, unit: 'ms' },
      { what: 'making 10,000 rules of 10 matchers ready, once a change', measured: compiledMs, most: 500, unit: 'ms' },
    ],
    note:
      `Every alert has a tenant of its own. Where patterns that need RE2's engine are all that tells 1,000 rules apart, ` +
      `99 of 100 take at most ${p99(patterns).toFixed(1)} ms.`,
  };
}

function settingsOf(rules: number, matchers: number, own: (nth: number) => readonly string[]): PushSettings {
  const findings: Findings = { errors: [], warnings: [] };
  const list = Array.from({ length: rules }, (_, nth) => {
    const mine = own(nth);
    const rest = Array.from({ length: matchers - mine.length }, (_, label) => `label_${label}!="no-${nth}"`);
    return { name: `rule ${nth}`, channels: ['dba'], match: { labels: [...mine, ...rest] } };
  });
  const settings = readPushSettings({ defaultChannel: 'dba', rules: list }, '', findings);
  if (findings.errors.length > 0) throw new Error(JSON.stringify(findings.errors[0]));
  return settings;
}

function compiled(settings: PushSettings): CompiledPushSettings {
  const ready = compilePushSettings(settings);
  if (ready === undefined) throw new Error('there are rules');
  return ready;
}

function p99(settings: PushSettings): number {
  const ready = compiled(settings);
  const times = Array.from({ length: ALERTS }, (_, nth) => {
    const alert = alertOf(nth);
    const before = performance.now();
    route(alert, ready, NOW_MS);
    return performance.now() - before;
  });
  // The first ones compile what they meet.
  return percentile(times.slice(ALERTS / 10), 0.99) ?? Number.NaN;
}

function alertOf(nth: number): Pick<Alert, 'source' | 'name' | 'level' | 'target' | 'labels'> {
  const labels = { ob_cluster: `c-${nth % 10}`, tenant: `t-${nth % 1_000}` };
  return { source: 'ocp', name: 'ob_tenant_slow_sql', level: 'warning', target: 'tenant', labels };
}
