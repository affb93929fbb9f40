import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { ALARM_NAMES } from '#cdk/constructs/alarm-names.ts';
import { METRICS } from '#shared/config/metric-names.ts';
import type { OutcomeKind } from '#shared/delivery/outcome.ts';

/** Total by its type: an outcome that is added needs an article too. */
const OUTCOMES: Readonly<Record<OutcomeKind, string>> = {
  delivered: 'delivered',
  throttled: 'throttled',
  misconfigured: 'misconfigured',
  rejected: 'rejected',
  unreachable: 'unreachable',
  unknown: 'unknown',
};

describe.each(['runbook.md', 'runbook.zh-CN.md'])('docs/%s', (name) => {
  const text = readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8');
  const headings = [...text.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading = '']) => heading);

  test.each([...new Set([...ALARM_NAMES, ...Object.values(OUTCOMES)])])('has one article under %s', (word) => {
    expect(headings.filter((heading) => heading === word)).toEqual([word]);
  });

  it('speaks of every metric', () => {
    expect(Object.keys(METRICS).filter((metric) => !text.includes(metric))).toEqual([]);
  });

  it('leads with its links to articles that are there', () => {
    const anchors = headings.map((heading) => heading.toLowerCase().replaceAll(' ', '-'));
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);

    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });
});
