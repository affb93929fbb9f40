import { expect, test } from 'vitest';
import { applyInhibitions } from '#shared/inhibition/apply-inhibitions.ts';
import { replaceInhibitions } from '#shared/inhibition/manage-inhibitions.ts';
import { aRule } from '#test/builders/inhibition-rule.ts';
import { recordedAudit } from '#test/fakes/audit.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { fakeInhibitionStore } from '#test/fakes/settings-store.ts';

const INPUT = {
  name: 'server down',
  sourceMatchers: ['level=down'],
  targetMatchers: ['level!=down'],
  equal: ['svr_ip'],
};

function open() {
  const { audit, changes } = recordedAudit();
  return { ports: { store: fakeInhibitionStore(), channels: fakeChannelStore(), audit }, changes };
}

test('rules are replaced as they are read, and written down as people write them, each under its name', async () => {
  const { ports, changes } = open();
  expect(await replaceInhibitions({ rules: [INPUT] }, ports)).toEqual({ kind: 'replaced', rules: [aRule()] });
  expect(await replaceInhibitions({ rules: [] }, ports)).toEqual({ kind: 'replaced', rules: [] });

  expect(changes.map(({ what, object }) => `${what} ${object}`)).toEqual([
    'inhibitions-replaced inhibitions',
    'inhibitions-replaced inhibitions',
  ]);
  expect(changes[0]?.changes).toContainEqual({ field: 'server down.sourceTimeout', before: null, after: '6h' });
});

test.each([7, [INPUT], null])('%j is told what it has to be', async (input) => {
  expect(await replaceInhibitions(input, open().ports)).toEqual({
    kind: 'invalid',
    errors: [{ field: '', message: 'must be an object {"rules": […]}' }],
  });
});

test('a file brings its rules, and is told of channels that are not there', async () => {
  const { ports } = open();
  const rules = [aRule({ channels: ['dba', 'none'] })];

  expect(await applyInhibitions({ rules, lineOf: () => 7 }, ['dba'], ports)).toEqual([
    'inhibitions[0].channels names none, and there is no such channel',
  ]);
  expect(await ports.store.rules()).toEqual(rules);
  expect(await applyInhibitions(undefined, [], ports)).toEqual([]);
  expect(await ports.store.rules()).toEqual([]);
});
