import { type Scene, stageOn, startRobots } from '../scenes/stage.ts';
import { Cloud } from '../services/cloud.ts';
import { type Account, wipe } from '../stack/account.ts';
import type { Deployment } from '../stack/deploy.ts';
import { installPolicies } from '../stack/role-policies.ts';
import { type Grant, withoutGrant } from './grants.ts';

/** How a run of scenes ended. */
export type Played =
  | { readonly kind: 'all played' }
  | { readonly kind: 'ended'; readonly scene: string; readonly error: Error };

/** Plays scenes in an account, up to the first that fails, and leaves it as if it had just been deployed. */
export async function play(account: Account, scenes: readonly Scene[], deployment?: Deployment): Promise<Played> {
  await wipe(account);
  const sandbox = await startRobots();
  let cloud: Cloud | undefined;
  let scene = 'the services start';
  try {
    cloud = await Cloud.start(account, { webhookHost: sandbox.host, ...(deployment && { deployment }) });
    const stage = await stageOn(cloud, sandbox);
    for (const next of scenes) {
      scene = next.name;
      await next.play(stage);
      account.moto.throwRefused();
    }

    return { kind: 'all played' };
  } catch (error) {
    return { kind: 'ended', scene, error: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    await cloud?.end();
    await sandbox.close();
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
