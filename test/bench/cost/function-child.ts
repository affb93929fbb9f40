import { pathToFileURL } from 'node:url';
import { REQUEST_ID } from './assumptions.ts';

/* A function's process: loads the bundle it is told of, then runs one event after the other at the time it is told. */

/** What Lambda hands over beside the event, as far as anybody of ours looks at it. */
const CONTEXT = {
  awsRequestId: REQUEST_ID,
  functionName: 'bench',
  invokedFunctionArn: 'bench',
  memoryLimitInMB: '512',
};

const realNow = Date.now;
let aheadMs = 0;
Date.now = () => realNow() + aheadMs;

const [path = ''] = process.argv.slice(2);
const loadFromMs = performance.now();
const { handler } = (await import(pathToFileURL(path).href)) as {
  handler: (event: unknown, context: unknown) => Promise<unknown>;
};
process.send?.({ loadMs: performance.now() - loadFromMs });

process.on('message', async ({ event, atMs }: { event: unknown; atMs: number }) => {
  aheadMs = atMs - realNow();
  const [fromMs, cpu] = [performance.now(), process.cpuUsage()];
  try {
    const result = await handler(event, CONTEXT);
    const wallMs = performance.now() - fromMs;
    const { user, system } = process.cpuUsage(cpu);
    process.send?.({ result, wallMs, cpuMs: (user + system) / 1000 });
  } catch (error) {
    process.send?.({ failed: String(error) });
  }
});
