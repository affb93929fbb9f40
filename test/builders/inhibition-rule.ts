import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';

/** A rule with everything in it. */
export function aRule(overrides: Partial<InhibitionRule> = {}): InhibitionRule {
  return {
    name: 'server down',
    sourceMatchers: ['level=down'],
    targetMatchers: ['level!=down'],
    equal: ['svr_ip'],
    sourceTimeoutMs: 6 * 3_600_000,
    ...overrides,
  };
}
