import { fromEnv } from '@aws-sdk/credential-provider-env';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { QueuedWakeUp } from '#shared/dispatching/queued-wake-up.ts';
import type { WakeUps } from '#shared/dispatching/wake-ups.ts';

/** Where the dispatcher takes events. */
export interface DispatcherAddress {
  /** `https://lambda.<region>.<domain>/2015-03-31/functions/<name>/invocations` */
  readonly url: string;
  readonly region: string;
}

/** A wake-up that Lambda did not take. Its message has the status and no more. */
export class WakeUpRefusedError extends Error {
  override name = 'WakeUpRefusedError' as const;
}

/** Whoever can't be reached within this time is done without: the queue is there as well. ms */
const TIMEOUT_MS = 1_000;
/** What Lambda answers when it has queued an event. */
const ACCEPTED = 202;

/**
 * Wake-ups as events for the dispatcher's function itself. Lambda keeps them in
 * a queue of its own, which costs nothing beside the invocation, and knows no
 * delay: only what is due belongs here.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (read 2026-11-29)
 *
 * The SDK's client of Lambda would be 90 kB in a bundle that every cold start
 * loads; this is its signer and its HTTP, which are in there anyway.
 */
export function createDirectWakeUps({ url, region }: DispatcherAddress): WakeUps {
  const { protocol, hostname, port, pathname } = new URL(url);
  const http = new NodeHttpHandler({
    connectionTimeout: TIMEOUT_MS,
    requestTimeout: TIMEOUT_MS,
    throwOnRequestTimeout: true,
  });
  const signer = new SignatureV4({ service: 'lambda', region, credentials: fromEnv(), sha256: Sha256 });

  const send = async (body: string): Promise<void> => {
    const request = new HttpRequest({
      method: 'POST',
      protocol,
      hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      path: pathname,
      headers: {
        host: port === '' ? hostname : `${hostname}:${port}`,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'x-amz-invocation-type': 'Event',
      },
      body,
    });
    const { response } = await http.handle(HttpRequest.clone(await signer.sign(request)));
    // Its connection is free for the next one when nothing is left to read.
    await streamCollector(response.body);
    if (response.statusCode !== ACCEPTED) {
      throw new WakeUpRefusedError(`the dispatcher's function did not take a wake-up: HTTP ${response.statusCode}`);
    }
  };

  return {
    async schedule(wakeUp, atMs) {
      const body = JSON.stringify({ wakeUp, atMs } satisfies QueuedWakeUp);
      await send(body).catch((error: unknown) => {
        // While the function was frozen its connection may have ended; and a wake-up too many does no harm.
        if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') return send(body);
        throw error;
      });
    },
  };
}
