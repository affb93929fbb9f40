import * as z from 'zod/mini';
import { ACCOUNT, REGION } from '../stack/synth-stack.ts';
import type { Cloud } from './cloud.ts';

const RULE = z.looseObject({
  ScheduleExpression: z.optional(z.string()),
  Targets: z.array(z.looseObject({ Arn: z.string(), Input: z.optional(z.string()) })),
});

/** Where the OCPs of the file are said to be; here they are where the cloud says. */
const OCP_OF_THE_FILE = 'http://ocp.example:8080';

/** EventBridge's clock: calls the targets of every rule with a schedule once, and answers how many those were. */
export async function tick(cloud: Cloud): Promise<number> {
  const { deployment, functions, policies } = cloud;
  let called = 0;
  for (const ruleId of deployment.idsOf('AWS::Events::Rule')) {
    const { ScheduleExpression, Targets } = RULE.parse(deployment.propertiesOf(ruleId));
    for (const { Arn, Input = '{}' } of ScheduleExpression === undefined ? [] : Targets) {
      policies.demand({
        service: 'events.amazonaws.com',
        action: 'lambda:InvokeFunction',
        resource: Arn,
        sourceArn: `arn:aws:events:${REGION}:${ACCOUNT}:rule/${deployment.nameOf(ruleId)}`,
      });
      const answer = await functions.invoke(
        functions.idOf(Arn),
        JSON.parse(Input.replaceAll(OCP_OF_THE_FILE, cloud.ocpUrl)),
      );
      cloud.account.moto.throwRefused();
      if (answer.kind === 'failed') throw new Error(`${ruleId}: ${answer.errorType}: ${answer.errorMessage}`);
      called += 1;
    }
  }

  return called;
}
