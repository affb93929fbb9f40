import { beforeEach, describe, expect, test } from 'vitest';
import { applyInhibitions, inhibitionsInTheWay } from '#shared/inhibition/apply-inhibitions.ts';
import type { InhibitionStore } from '#shared/inhibition/inhibition-store.ts';
import { replaceInhibitions, showInhibitions } from '#shared/inhibition/manage-inhibitions.ts';
import { aRule } from '#test/contract/inhibition-store.ts';
import { recordedAudit } from '#test/fakes/audit.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { fakeInhibitionStore } from '#test/fakes/inhibition-store.ts';

const INPUT = {
  name: 'server down',
  sourceMatchers: ['level=down'],
  targetMatchers: ['level!=down'],
  equal: ['svr_ip'],
};
const FILE = { rules: [aRule({ name: 'of the file' })], lineOf: () => 7 };

let inhibitions: InhibitionStore;
let recorded: ReturnType<typeof recordedAudit>;
beforeEach(() => {
  inhibitions = fakeInhibitionStore();
  recorded = recordedAudit();
});
const ports = () => ({ inhibitions, channels: fakeChannelStore(), audit: recorded.audit });
const names = async () => (await showInhibitions(ports())).map(({ name }) => name);

describe('over the API', () => {
  test('all rules are replaced, and that is written down rule by rule', async () => {
    expect(await replaceInhibitions({ rules: [INPUT] }, ports())).toEqual({ kind: 'replaced', rules: [aRule()] });
    expect(await names()).toEqual(['server down']);
    expect(await replaceInhibitions({ rules: [] }, ports())).toEqual({ kind: 'replaced', rules: [] });

    expect(await names()).toEqual([]);
    expect(recorded.changes.map(({ what, object }) => `${what} ${object}`)).toEqual([
      'inhibitions-replaced inhibitions',
      'inhibitions-replaced inhibitions',
    ]);
  });

  test.each([7, [INPUT], null])('%j is refused, and nothing changes', async (input) => {
    expect(await replaceInhibitions(input, ports())).toMatchObject({ kind: 'invalid' });
    expect(recorded.changes).toEqual([]);
  });

  test('a channel that is not there is refused', async () => {
    expect(await replaceInhibitions({ rules: [{ ...INPUT, channels: ['none'] }] }, ports())).toEqual({
      kind: 'invalid',
      errors: [{ field: 'rules[0].channels[0]', message: 'is no channel: create it first' }],
    });
  });
});

describe('a file', () => {
  test('brings its rules, which the API can not change, and takes them away again', async () => {
    expect(await inhibitionsInTheWay(FILE, ports())).toEqual([]);
    expect(await applyInhibitions(FILE, [], ports())).toEqual([]);
    await applyInhibitions(FILE, [], ports());
    expect(await names()).toEqual(['of the file']);
    expect(await replaceInhibitions({ rules: [] }, ports())).toEqual({ kind: 'managed-by-file' });
    await applyInhibitions(undefined, [], ports());

    expect(await names()).toEqual([]);
    expect(await replaceInhibitions({ rules: [INPUT] }, ports())).toMatchObject({ kind: 'replaced' });
    expect(recorded.changes).toHaveLength(3);
  });

  test('leaves those of the API alone, and is refused where it has its own', async () => {
    await replaceInhibitions({ rules: [INPUT] }, ports());
    await applyInhibitions(undefined, [], ports());

    expect(await names()).toEqual(['server down']);
    expect(await inhibitionsInTheWay(undefined, ports())).toEqual([]);
    expect(await inhibitionsInTheWay(FILE, ports())).toMatchObject([{ field: 'inhibitions', line: 7 }]);
  });

  test('is told of channels that are not there', async () => {
    const rules = [aRule({ channels: ['dba', 'none'] })];
    expect(await applyInhibitions({ ...FILE, rules }, ['dba'], ports())).toEqual([
      'inhibitions[0].channels names none, and there is no such channel',
    ]);
  });
});
