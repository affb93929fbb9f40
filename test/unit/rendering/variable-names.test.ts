import { describe, expect, it } from 'vitest';
import { planMessage } from '#shared/rendering/message-plan.ts';
import { VARIABLE_NAMES, type VariablePlace } from '#shared/rendering/variable-names.ts';
import { wordsOf } from '#shared/rendering/words.ts';
import { entry, NOW, told } from './builders.ts';

const VIEW = { words: wordsOf('zh_CN'), timeZone: 'UTC', nowMs: NOW };
const FULL = { shown: 1, detail: 'full' } as const;

function keysOf(place: VariablePlace): readonly string[] {
  const one = told({}, { labels: {}, target: '' });
  const single = planMessage({ kind: 'single', told: one }, undefined, VIEW).scope(FULL);
  const aggregated = planMessage({ kind: 'aggregated', told: [one], groupBy: '' }, undefined, VIEW).scope(FULL);
  const digest = planMessage({ kind: 'digest', entries: [entry()] }, undefined, VIEW).scope(FULL);
  const first = (list: unknown): object => (Array.isArray(list) ? list[0] : {});
  const scopes = { single, aggregated, digest, alert: first(aggregated['alerts']), group: first(digest['groups']) };
  return Object.keys(scopes[place]).sort();
}

describe('the table of variables', () => {
  it.each(['single', 'aggregated', 'digest', 'alert', 'group'] as const)('names all that exist in %s', (place) => {
    const named = VARIABLE_NAMES.filter((variable) => variable.in.includes(place)).map(({ name }) => name);
    expect(named.sort()).toEqual(keysOf(place));
  });
});
