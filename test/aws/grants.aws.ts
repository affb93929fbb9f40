import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Grant, grantsOf } from './grants/grants.ts';
import { type Played, play, playWithout } from './grants/play.ts';
import { MotoServer } from './moto/moto-server.ts';
import { SCENES } from './scenes/scenes.ts';
import { type Account, openAccount } from './stack/account.ts';
import { type SynthesisedStack, synthesise } from './stack/synth-stack.ts';
import { wholeRelay } from './stack/variants.ts';

let stack: SynthesisedStack;
const accounts: Account[] = [];

/** Accounts to play in at the same time. */
const AT_ONCE = 2;

beforeAll(async () => {
  stack = synthesise(wholeRelay);
  for (let nth = 0; nth < AT_ONCE; nth++) accounts.push(await openAccount(await MotoServer.start(), stack));
}, 240_000);

afterAll(async () => {
  for (const { moto } of accounts) await moto.end();
  stack?.remove();
});

test('every grant is missed when it is taken away, and none is missing', { timeout: 1_800_000 }, async () => {
  const [first] = accounts;
  if (first === undefined) throw new Error('no account');
  expect(await play(first, SCENES)).toEqual({ kind: 'all played' });

  const results: { readonly grant: Grant; readonly played: Played; readonly ms: number }[] = [];
  const lists = accounts.map(({ deployment }) => grantsOf(deployment));
  const count = lists[0]?.length ?? 0;
  let next = 0;
  await Promise.all(
    accounts.map(async (account, lane) => {
      for (let at = next++; at < count; at = next++) {
        const grant = lists[lane]?.[at];
        if (grant === undefined) throw new Error('the accounts differ');
        const began = performance.now();
        try {
          results[at] = { grant, played: await playWithout(account, SCENES, grant), ms: performance.now() - began };
        } catch (e) {
          console.log('TROUBLE', grant.id, grant.what, account.moto.trouble().slice(-3000));
          throw e;
        }
      }
    }),
  );

  const table = results.map(({ grant, played, ms }) => {
    const noticed =
      played.kind === 'ended'
        ? `${played.scene} | ${played.error.name}: ${played.error.message.slice(0, 150)}`
        : 'NOT MISSED';
    return `${grant.id} | ${grant.what} | ${noticed} | ${Math.round(ms)}`;
  });
  console.log(table.join('\n'));
  expect(
    results.filter(({ played }) => played.kind === 'all played').map(({ grant }) => `${grant.id} ${grant.what}`),
  ).toEqual([]);
});
