import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod/mini';
import { readBody } from '#local/sandbox/read-body.ts';

const NOTIFICATION = z.object({
  alerts: z.array(
    z.object({ labels: z.record(z.string(), z.string()), annotations: z.record(z.string(), z.string()) }),
  ),
});

/**
 * The least that must stand between Alertmanager and a robot: one message a
 * notification with a line for each alert, and a 400 when the robot did not
 * take it, which is what prometheus-webhook-dingtalk answers.
 */
export async function startBridge(webhookUrl: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const { kept } = await readBody(request);
    const { alerts } = NOTIFICATION.parse(JSON.parse(new TextDecoder().decode(kept)));
    const lines = alerts.map(({ labels, annotations }) => `- ${labels['severity']} ${annotations['summary']}`);
    const title = `[FIRING:${alerts.length}] ${alerts[0]?.labels['alertname']}`;
    const text = [`### ${title}`, ...lines].join('\n');
    response.writeHead((await isTaken(webhookUrl, { title, text })) ? 200 : 400).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Whether the robot took a message; one it could not be asked about was not taken. */
async function isTaken(
  webhookUrl: string,
  markdown: { readonly title: string; readonly text: string },
): Promise<boolean> {
  try {
    const answer = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ msgtype: 'markdown', markdown }),
    });
    return z.object({ errcode: z.number() }).parse(await answer.json()).errcode === 0;
  } catch {
    return false;
  }
}
