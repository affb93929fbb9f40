import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoSecret } from '#test/assertions/leaks-no-secret.ts';
import { MotoServer } from './moto/moto-server.ts';
import { PLAIN_SCENES, SCENES } from './scenes/scenes.ts';
import { type Outside, SECRETS, type Stage, stageOn, startOutside } from './scenes/stage.ts';
import { Cloud } from './services/cloud.ts';
import { openAccount } from './stack/account.ts';
import { leftOut } from './stack/left-out.ts';
import { type SynthesisedStack, synthesise } from './stack/synth-stack.ts';
import { plainRelay, wholeRelay } from './stack/variants.ts';

let moto: MotoServer;

beforeAll(async () => {
  moto = await MotoServer.start();
});

afterAll(() => moto?.end());

describe.each([
  { name: 'as it is deployed by default', makeIn: plainRelay, scenes: PLAIN_SCENES },
  { name: 'with all its parts', makeIn: wholeRelay, scenes: SCENES },
])('a relay $name', ({ makeIn, scenes }) => {
  let stack: SynthesisedStack;
  let outside: Outside;
  let cloud: Cloud;
  let stage: Stage;

  beforeAll(async () => {
    stack = synthesise(makeIn);
    outside = await startOutside();
    const where = { webhookHost: outside.sandbox.host, ocpUrl: outside.ocp.url };
    cloud = await Cloud.start(await openAccount(moto, stack), where);
    stage = await stageOn(cloud, outside);
    console.log(whatIsLeftOut(stack));
  }, 180_000);

  afterAll(async () => {
    await cloud?.end();
    await outside?.close();
    stack?.remove();
  });

  test.each(scenes)('$name', async (scene) => {
    await scene.play(stage);
    moto.throwRefused();
  });

  test('nobody was refused anything, and no log holds a secret', async () => {
    expect(moto.uses.filter(({ allowed }) => !allowed)).toEqual([]);
    expectNoSecret(await cloud.functions.logLines(), SECRETS);
  });
});

/** The resources that moto does not make, by what becomes of them. */
function whatIsLeftOut({ template }: SynthesisedStack): string {
  const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))].sort();
  const lines = types.flatMap((type) => {
    const fate = leftOut(type);
    return fate === undefined ? [] : [`  ${type}: ${fate}`];
  });

  return ["Not made by moto's CloudFormation:", ...lines].join('\n');
}
