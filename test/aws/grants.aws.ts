import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Grant, grantsOf } from './grants/grants.ts';
import { type Played, play, playWithout } from './grants/play.ts';
import { MotoServer } from './moto/moto-server.ts';
import { SCENES, upTo } from './scenes/scenes.ts';
import type { Scene } from './scenes/stage.ts';
import { type Account, openAccount } from './stack/account.ts';
import { type SynthesisedStack, synthesise } from './stack/synth-stack.ts';
import { encryptedRelay } from './stack/variants.ts';

let stack: SynthesisedStack;
const accounts: Account[] = [];
let whole: Played;

/**
 * What the policies of keys that AWS shows for DynamoDB allow besides
 * (Developer Guide, "Using a customer managed key"). Nothing here asks for it,
 * and without an account nobody can tell whether DynamoDB ever does.
 */
const BY_THE_PAGE = /^kms:(?:Encrypt|DescribeKey) on /;

/** Accounts to play in at the same time, each in a moto of its own. */
const AT_ONCE = 2;

beforeAll(async () => {
  stack = synthesise(encryptedRelay);
  const open = async () => openAccount(await MotoServer.start(), stack);
  accounts.push(...(await Promise.all(Array.from({ length: AT_ONCE }, open))));
  whole = await play(anAccount(0), SCENES);
}, 240_000);

afterAll(async () => {
  for (const { moto } of accounts) await moto.end();
  stack?.remove();
});

test('with all grants, every scene plays to its end', () => {
  expect(whole).toMatchObject({ kind: 'all played' });
});

test('without any one of them a scene fails, so that none is more than it takes', { timeout: 1_200_000 }, async () => {
  // Names differ from account to account, their order does not.
  const lists = accounts.map(({ deployment }) => grantsOf(deployment));
  const [ofFirst = []] = lists;
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = async (account: Account, grants: readonly Grant[]): Promise<void> => {
    for (let at = next++; at < ofFirst.length; at = next++) {
      const [grant, first] = [grants[at], ofFirst[at]];
      if (grant === undefined || first === undefined) throw new Error('the accounts are not alike');
      outcomes[at] = await miss(account, grant, firstUseOf(first));
    }
  };
  await Promise.all(accounts.map((account, nth) => work(account, lists[nth] ?? [])));

  console.log(['of | what | missed when | how', ...outcomes.map(rowOf)].join('\n'));
  const needless = outcomes.filter(({ kind, grant }) => kind === 'not missed' && !BY_THE_PAGE.test(grant.what));
  expect(needless.map(rowOf)).toEqual([]);
});

/** What came of taking a grant away. */
type Outcome = { readonly grant: Grant } & (
  | { readonly kind: 'missed'; readonly in: string; readonly error: Error }
  | { readonly kind: 'not missed'; readonly why: 'nobody asks for it' | 'something else allows it, or nobody minds' }
);

/** The first scene in which something is asked for that the grant may have allowed. */
function firstUseOf(grant: Grant): Scene | undefined {
  return SCENES.find((scene) => whole.uses.get(scene)?.some((use) => grant.mayAllow(use)));
}

/** Takes a grant away and plays: first the scene that asks for it, then all. */
async function miss(account: Account, grant: Grant, scene: Scene | undefined): Promise<Outcome> {
  if (scene === undefined) return { kind: 'not missed', grant, why: 'nobody asks for it' };
  for (const scenes of [upTo(scene), SCENES]) {
    const played = await playWithout(account, scenes, grant);
    if (played.kind === 'ended') return { kind: 'missed', grant, in: played.in, error: played.error };
  }

  return { kind: 'not missed', grant, why: 'something else allows it, or nobody minds' };
}

function rowOf(outcome: Outcome): string {
  const { grant } = outcome;
  const how =
    outcome.kind === 'missed' ? `${outcome.error.name}: ${outcome.error.message.split('\n')[0]}` : outcome.why;

  return [grant.id, grant.what, outcome.kind === 'missed' ? outcome.in : 'NEVER', how.slice(0, 160)].join(' | ');
}

function anAccount(nth: number): Account {
  const account = accounts[nth];
  if (account === undefined) throw new Error('there is no account');

  return account;
}
