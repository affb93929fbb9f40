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
const [loadFromMs, loadFromCpu] = [performance.now(), process.cpuUsage()];
const { handler } = (await import(pathToFileURL(path).href)) as {
  handler: (event: unknown, context: unknown) => Promise<unknown>;
};
const loadMs = performance.now() - loadFromMs;
process.send?.({ loadMs, loadCpuMs: milliseconds(process.cpuUsage(loadFromCpu)) });

process.on('message', async ({ event, atMs }: { event: unknown; atMs: number }) => {
  aheadMs = atMs - realNow();
  const [fromMs, cpu] = [performance.now(), process.cpuUsage()];
  try {
    const result = await handler(event, CONTEXT);
    const wallMs = performance.now() - fromMs;
    process.send?.({ result, wallMs, cpuMs: milliseconds(process.cpuUsage(cpu)) });
  } catch (error) {
    process.send?.({ failed: String(error) });
  }
});

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}
