import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A queue on 127.0.0.1 that takes every message and keeps it. */
export interface SqsStandIn {
  readonly endpoint: string;
  readonly bodies: string[];
  readonly stop: () => Promise<void>;
}

/** Starts the stand-in on a free port. */
export async function startSqs(): Promise<SqsStandIn> {
  const bodies: string[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { MessageBody } = JSON.parse(Buffer.concat(chunks).toString());
    bodies.push(MessageBody);
    const answer = {
      MessageId: String(bodies.length),
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
