import * as z from 'zod/mini';
import { ACCOUNT, REGION } from '../stack/synth-stack.ts';
import type { Cloud } from './cloud.ts';

const ALARM = z.looseObject({
  AlarmActions: z.optional(z.array(z.string())),
  OKActions: z.optional(z.array(z.string())),
});

/** CloudWatch: asks whether every alarm may publish where it is to; answers how many topics those were. */
export function demandAlarmActions({ deployment, policies }: Cloud): number {
  let demanded = 0;
  for (const id of deployment.idsOf('AWS::CloudWatch::Alarm')) {
    const { AlarmActions = [], OKActions = [] } = ALARM.parse(deployment.propertiesOf(id));
    for (const resource of [...AlarmActions, ...OKActions]) {
      const sourceArn = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${id}`;
      policies.demand({ service: 'cloudwatch.amazonaws.com', action: 'sns:Publish', resource, sourceArn });
      demanded += 1;
    }
  }

  return demanded;
}
