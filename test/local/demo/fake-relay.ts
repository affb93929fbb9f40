import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MASKED_IDS } from '#local/demo/calm-cast.ts';
import { DEMO_GROUPS } from '#local/demo/groups.ts';
import type { DemoRelay } from '#local/demo/run-demo.ts';

/** How a relay may fail its users. */
export type Honesty = 'honest' | 'forgets-one' | 'claims-too-much' | 'bursts';

interface Entry {
  state: 'waiting' | 'delivered' | 'suppressed';
  deliveries: string[];
}

function webhookUrl(host: string, index: number): string {
  const { group } = DEMO_GROUPS[index === 0 ? 0 : 1];
  if (group.product === 'wecom') return `http://${host}/cgi-bin/webhook/send?key=${group.token}`;
  const timestamp = Date.now();
  const sign = createHmac('sha256', group.signingKey).update(`${timestamp}\n${group.signingKey}`).digest('base64');

  return `http://${host}/robot/send?access_token=${group.token}&timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`;
}

/** The ids of the alerts in a body of any of the three formats, broken JSON included. */
function idsOf(body: string): readonly string[] {
  const fingerprints = [...body.matchAll(/"(?:fingerprint|alarmId|id)":"([^"]+)"/g)];

  return fingerprints.map((match) => match[1] ?? '');
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));

  return Buffer.concat(chunks).toString();
}

/**
 * A relay of some 60 lines that keeps everything in memory and tells what is
 * new in one message a channel every half second: enough to try the demo's accounting on.
 */
export async function startFakeRelay(webhookHost: string, honesty: Honesty): Promise<DemoRelay> {
  const ledger = DEMO_GROUPS.map(() => new Map<string, Entry>());
  const deliveries: unknown[] = [];
  let flushes = 0;
  const channels = DEMO_GROUPS.map(({ channel }) => channel);

  async function flush(index: number): Promise<void> {
    const due = [...(ledger[index] ?? [])].filter(([, { state }]) => state === 'waiting');
    if (due.length === 0) return;
    flushes += 1;
    const id = `d${flushes}`;
    const at = Date.now();
    const claimOnly = honesty === 'claims-too-much' && flushes === 4;
    const body = JSON.stringify({ msgtype: 'text', text: { content: `${due.length} alerts` } });
    const headers = { 'Content-Type': 'application/json' };
    const times = honesty === 'bursts' ? 25 : 1;
    for (let time = 0; time < (claimOnly ? 0 : times); time += 1) {
      await (await fetch(webhookUrl(webhookHost, index), { method: 'POST', headers, body })).text();
    }
    const latencyMs = Date.now() - at;
    deliveries.push({ id, channel: channels[index], outcome: 'delivered', at: new Date(at).toISOString(), latencyMs });
    for (const [, entry] of due) Object.assign(entry, { state: 'delivered', deliveries: [id] });
  }

  function admit(id: string): void {
    for (const entries of ledger) {
      if (honesty === 'forgets-one' && id === '2000007') continue;
      if (!entries.has(id))
        entries.set(id, { state: MASKED_IDS.includes(id) ? 'suppressed' : 'waiting', deliveries: [] });
    }
  }

  const server = createServer(async (request, response) => {
    const body = await read(request);
    const url = new URL(request.url ?? '/', 'http://relay');
    const answer = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value));
    if (url.pathname === '/v1/channels') return answer(201, {});
    if (url.pathname === '/v1/deliveries') return answer(200, { items: deliveries, cursor: null });
    if (request.method === 'POST') {
      const ids = idsOf(body);
      for (const id of ids) admit(id);
      return answer(200, { accepted: ids.length, alerts: ids.map((id) => ({ id, channels })) });
    }
    const state = url.searchParams.get('state');
    const items = ledger.flatMap((entries, index) =>
      [...entries].map(([id, entry]) => ({ id, level: 'warning', channel: channels[index], reason: null, ...entry })),
    );
    return answer(200, { items: items.filter((item) => state === null || item.state === state), cursor: null });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const busy = channels.map(() => false);
  const underWay = new Set<Promise<void>>();
  const flushing = setInterval(() => {
    for (const index of channels.keys()) {
      if (busy[index] === true) continue;
      busy[index] = true;
      const flushed = flush(index).finally(() => {
        busy[index] = false;
        underWay.delete(flushed);
      });
      underWay.add(flushed);
    }
  }, 500);

  return {
    access: { url: `http://127.0.0.1:${port}`, adminToken: 'fake-admin', ingestToken: 'fake-ingest' },
    close: async () => {
      clearInterval(flushing);
      // The groups outlive what is still on its way to them.
      await Promise.all(underWay);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
