import { expect, test } from 'vitest';
import type { Shown } from '#shared/admission/alert-store.ts';
import { rememberDoubtful } from '#shared/dispatching/remember-doubtful.ts';
import type { AlertRef } from '#shared/pacing/lane.ts';

const FIRING: AlertRef = { channel: 'dba', fingerprint: 'one', version: 1, status: 'firing', level: 3 };
const RESOLVED: AlertRef = { ...FIRING, version: 2, status: 'resolved' };

async function noted(refs?: readonly AlertRef[]): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  const noteMaybeShown = async (one: Shown) => {
    shown.push(one);
    return 'noted' as const;
  };
  await rememberDoubtful(refs, { alerts: { noteMaybeShown } });

  return shown;
}

test('what a group may have seen firing remembers it; of an end that it may have seen nothing has to be told', async () => {
  expect(await noted([FIRING, RESOLVED])).toEqual([FIRING]);
});

test('a lane that has room for all costs nothing', async () => {
  expect(await noted()).toEqual([]);
});
