import { expect, test } from 'vitest';
import { fieldChanges } from '#shared/audit/field-changes.ts';
import { pushReferencesTo } from '#shared/routing/push-settings.ts';
import { PUSH_SETTINGS } from '#shared/routing/push-settings-kind.ts';
import { settingsOf } from './settings.ts';

const rule = (name: string) => ({ name, channels: ['dba', 'own'] });
const both = settingsOf({ defaultChannel: 'dba', rules: [rule('a'), rule('b')] });

test('push settings name their channels', () => {
  expect(pushReferencesTo('dba', settingsOf({ defaultChannel: 'dba', rules: [rule('r')] }))).toEqual([
    'defaultChannel of the push settings',
    'rule "r" of the push settings',
  ]);
  expect(pushReferencesTo('other', both)).toEqual([]);
});

test('a rule that only moves is written down by its place', () => {
  const moved = { ...both, rules: both.rules.toReversed() };

  expect(fieldChanges(PUSH_SETTINGS.byName(both), PUSH_SETTINGS.byName(moved))).toEqual([
    { field: 'rules.a.place', before: 0, after: 1 },
    { field: 'rules.b.place', before: 1, after: 0 },
  ]);
});
