import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { differencesOf } from '#local/cli/apply/differences.ts';
import { type ChannelPlan, planApply } from '#local/cli/apply/plan.ts';
import { resolverOf } from '#local/cli/apply/resolve-references.ts';
import { stepsOf } from '#local/cli/apply/steps.ts';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';
import { fakeWebhookUrl } from '#test/builders/channel.ts';

describe('differences', () => {
  const before = {
    type: 'dingtalk',
    limits: { perMinute: 20 },
    robots: [{ name: 'a', keyword: 'x' }, { name: 'b' }],
    origin: 'api',
  };

  test('are told field by field, robots by their names', () => {
    const after = { type: 'dingtalk', limits: { perMinute: 5 }, robots: [{ name: 'b' }, { name: 'a' }] };
    expect(differencesOf(before, after)).toEqual([
      { field: 'limits.perMinute', from: '20', to: '5' },
      { field: 'robots', from: '["a","b"]', to: '["b","a"]' },
      { field: 'robots.a.keyword', from: '"x"', to: undefined },
    ]);
  });

  property.prop([fc.dictionary(fc.string(), fc.jsonValue())])('are none between equals', (settings) => {
    expect(differencesOf({ ...settings, origin: 'api' }, { ...settings, warnings: [] })).toEqual([]);
  });
});

describe('a plan', () => {
  const file = (text: string) => {
    const parsed = parseTocsinFile(text, { allowEnv: true });
    if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors));
    return parsed.file.channels;
  };
  const OPEN = file(
    'version: 1\nchannels:\n- { name: a, type: dingtalk, proxy: "http://192.0.2.8:3128", robots: [{ webhookUrl: { env: HOOK } }] }',
  );
  const resolve = resolverOf({ HOOK: fakeWebhookUrl() }, {});
  const stored = {
    name: 'a',
    robots: [{ name: '1', webhookUrl: 'x', signatureKey: '***' }],
    proxy: 'http://***@192.0.2.8:3128',
  };
  const bodyOf = (plan: ChannelPlan | undefined) =>
    plan !== undefined && 'wanted' in plan ? plan.wanted.body : undefined;

  test('says to the relay what it has to forget: left out it would be kept', () => {
    const planned = planApply(OPEN, [stored], resolve, 'left');
    expect(planned.kind === 'planned' && bodyOf(planned.plans[0])).toMatchObject({
      proxy: 'http://@192.0.2.8:3128',
      robots: [{ signatureKey: null, webhookUrl: fakeWebhookUrl() }],
    });
  });

  test('keeps a proxy with its credentials that is not known here', () => {
    const channels = file(
      'version: 1\nchannels:\n- { name: a, type: dingtalk, proxy: { env: P }, robots: [{ webhookUrl: { env: W } }] }',
    );
    const planned = planApply(channels, [stored], resolverOf({}, {}), 'left');
    const [plan] = planned.kind === 'planned' ? planned.plans : [];
    expect(bodyOf(plan)?.['proxy']).toBe(stored.proxy);
    expect(JSON.stringify(bodyOf(plan))).not.toContain('webhookUrl');
    expect(planApply(channels, [], resolverOf({}, {}), 'left')).toMatchObject({
      kind: 'invalid',
      errors: [{ field: 'channels[0].robots[0].webhookUrl' }, { field: 'channels[0].proxy' }],
    });
  });
});

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
const FALLBACKS = fc.tuple(...NAMES.map(() => fc.constantFrom(...NAMES, undefined)));

describe('the order of requests', () => {
  const wanted = (name: string, fallbackChannel: string | undefined) => ({
    name,
    fallbackChannel,
    body: { name, delivery: { fallbackChannel } },
    shown: {},
    secrets: [],
  });

  property.prop([FALLBACKS])('names a fallback only once it is there, and all of them in the end', (fallbacks) => {
    const plans = NAMES.map((name, at) => ({
      kind: 'create' as const,
      name,
      fields: [],
      wanted: wanted(name, fallbacks[at]),
    }));
    const there = new Map<string, unknown>();
    for (const step of stepsOf(plans, () => undefined)) {
      if (step.kind === 'delete') throw new Error('nothing is to go');
      const fallback = Object(step.body['delivery']).fallbackChannel;
      expect(there.has(step.name)).toBe(step.kind === 'replace');
      if (fallback !== undefined && fallback !== step.name) expect(there.has(fallback)).toBe(true);
      there.set(step.name, fallback);
    }
    expect(NAMES.map((name) => there.get(name))).toEqual(fallbacks);
  });

  property.prop([FALLBACKS])('deletes who names another before that one, but for circles', (fallbacks) => {
    const fallbackOf = (name: string) => new Map(NAMES.map((one, at) => [String(one), fallbacks[at]])).get(name);
    const plans = NAMES.map((name) => ({ kind: 'delete' as const, name }));
    const order = stepsOf(plans, fallbackOf).map(({ name }) => name);
    expect([...order].sort()).toEqual([...NAMES]);
    for (const [at, name] of order.entries()) {
      const later = order.slice(at + 1).filter((other) => fallbackOf(other) === name && other !== name);
      for (const other of later) expect(reaches(name, other, fallbackOf)).toBe(true);
    }
  });
});

/** Whether going from fallback to fallback leads there. */
function reaches(from: string, to: string, fallbackOf: (name: string) => string | undefined): boolean {
  let at: string | undefined = from;
  for (let steps = 0; steps <= NAMES.length && at !== undefined; steps += 1) {
    at = fallbackOf(at);
    if (at === to) return true;
  }
  return false;
}
