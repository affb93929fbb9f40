import { type Scene, stageOn, startOutside } from '../scenes/stage.ts';
import { Cloud } from '../services/cloud.ts';
import { type Account, wipe } from '../stack/account.ts';
import type { Deployment } from '../stack/deploy.ts';
import { installPolicies } from '../stack/role-policies.ts';
import { type Grant, withoutGrant } from './grants.ts';
import type { Use } from './use.ts';

/** How a run of scenes ended, and what was asked for in each of them. */
export type Played = { readonly uses: ReadonlyMap<Scene, readonly Use[]> } & (
  | { readonly kind: 'all played' }
  | { readonly kind: 'ended'; readonly in: string; readonly error: Error }
);

/** Plays scenes in an account, up to the first that fails, as if it had just been deployed. */
export async function play(account: Account, scenes: readonly Scene[], deployment?: Deployment): Promise<Played> {
  await wipe(account);
  const uses = new Map<Scene, readonly Use[]>();
  const outside = await startOutside();
  let cloud: Cloud | undefined;
  let playing = 'the start of the services';
  try {
    const where = { webhookHost: outside.sandbox.host, ocpUrl: outside.ocp.url };
    cloud = await Cloud.start(account, { ...where, ...(deployment && { deployment }) });
    const stage = await stageOn(cloud, outside);
    for (const scene of scenes) {
      playing = scene.name;
      await scene.play(stage);
      account.moto.throwRefused();
      uses.set(scene, cloud.takeUses());
    }

    return { kind: 'all played', uses };
  } catch (error) {
    return { kind: 'ended', uses, in: playing, error: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    await cloud?.end();
    await outside.close();
  }
}

/** Plays scenes while one grant is missing. */
export async function playWithout(account: Account, scenes: readonly Scene[], grant: Grant): Promise<Played> {
  const deployment = withoutGrant(account.deployment, grant);
  await installPolicies(account.operator, deployment, grant.id);
  try {
    return await play(account, scenes, deployment);
  } finally {
    await installPolicies(account.operator, account.deployment, grant.id);
  }
}
