import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import type { Cloud } from './cloud.ts';

const RESOURCE = z.looseObject({ ServiceToken: z.string() });
const ANSWER = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.optional(z.string()),
  PhysicalResourceId: z.string(),
  Data: z.optional(z.record(z.string(), z.string())),
});

/** What a custom resource told the stack. */
export type StackAnswer = z.infer<typeof ANSWER>;

/** What CloudFormation asks of a custom resource. */
export type StackRequest =
  | { readonly RequestType: 'Create' }
  | { readonly RequestType: 'Update' | 'Delete'; readonly PhysicalResourceId: string };

/** CloudFormation: calls every custom resource of the template, and answers what each told the stack. */
export async function askCustomResources(
  cloud: Cloud,
  request: StackRequest,
  properties: Readonly<Record<string, unknown>> = {},
): Promise<readonly StackAnswer[]> {
  const { deployment } = cloud;
  const ids = Object.entries(deployment.without).filter(([, { Type }]) => Type.startsWith('Custom::'));
  const answers: StackAnswer[] = [];
  for (const [id, { Type }] of ids) {
    const ResourceProperties = { ...RESOURCE.parse(deployment.propertiesOf(id)), ...properties };
    const { ServiceToken } = ResourceProperties;
    answers.push(
      await withAnswerUrl(async (ResponseURL) => {
        const about = {
          LogicalResourceId: id,
          ResourceType: Type,
          StackId: deployment.stackId,
          RequestId: randomUUID(),
        };
        const functionId = cloud.functions.idOf(ServiceToken);
        const event = { ...request, ...about, ServiceToken, ResponseURL, ResourceProperties };
        const invocation = await cloud.functions.invoke(functionId, event);
        cloud.account.moto.throwRefused();
        if (invocation.kind === 'failed') throw new Error(`${id}: ${invocation.errorMessage}`);
      }),
    );
  }

  return answers;
}

/** Runs something that puts an answer at a URL, as a presigned one of S3 takes it. */
async function withAnswerUrl(run: (url: string) => Promise<void>): Promise<StackAnswer> {
  let told: string | undefined;
  const server = createServer(async (request, response) => {
    told = await text(request);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  try {
    await run(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/answer`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  if (told === undefined) throw new Error('the stack was told nothing');

  return ANSWER.parse(JSON.parse(told));
}
