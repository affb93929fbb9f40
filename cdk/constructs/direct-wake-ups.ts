import { Aws } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ENV } from '#shared/config/env-names.ts';

/**
 * Lets a function wake the dispatcher without the queue: as an event for the
 * function itself, which costs nothing beside the invocation. In a rush the
 * queue goes on bounding how many dispatchers work at once. What becomes of an
 * event that fails is said in sweep.ts.
 */
export function wakeDirectly(waker: LambdaFunction, dispatch: LambdaFunction): void {
  const address = `https://lambda.${Aws.REGION}.${Aws.URL_SUFFIX}/2015-03-31/functions/${dispatch.functionName}/invocations`;
  waker.addEnvironment(ENV.dispatcherUrl, address);
  Grant.addToPrincipal({
    grantee: waker,
    actions: ['lambda:InvokeFunction'],
    resourceArns: [dispatch.functionArn],
  });
}
