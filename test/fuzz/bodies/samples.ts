import { readdirSync, readFileSync } from 'node:fs';
import { DINGTALK_MESSAGES, WECOM_MESSAGES } from '#test/functions/drop-in.ts';

const FIXTURES = new URL('../../fixtures/sources/', import.meta.url);

/** The bodies of a kind of source, as its sender sends them. A kind without any can't be tried, which is said loudly. */
export function samplesOf(kind: string): readonly string[] {
  const known = READ.get(kind) ?? read(kind);
  READ.set(kind, known);
  return known;
}

const READ = new Map<string, readonly string[]>();

function read(kind: string): readonly string[] {
  const folder = new URL(`${kind}/`, FIXTURES);
  const files = readdirSync(folder).filter((file) => /\.(?:json|txt)$/.test(file) && !file.includes('.golden.'));
  if (files.length === 0) throw new Error(`there are no bodies of ${kind} in test/fixtures/sources`);

  return files.map((file) => readFileSync(new URL(file, folder), 'utf8'));
}

/** Messages for the robots of each product. */
export const MESSAGES = {
  dingtalk: Object.values(DINGTALK_MESSAGES).map((message) => JSON.stringify(message)),
  wecom: Object.values(WECOM_MESSAGES).map((message) => JSON.stringify(message)),
} as const;

/** What the sender `shop` posts, as `SENDERS_FILE` maps it. */
export const SHOP_BODIES = [
  {
    orders: [
      {
        id: 'o-1',
        problem: '支付失败',
        severity: 'SEV1',
        state: 'open',
        shop: 's-1',
        since: '2026-11-21T08:00:00+08:00',
      },
    ],
  },
  {
    orders: [
      { id: 'o-1', problem: '支付失败', severity: 'sev2', state: 'fixed', shop: 's-1' },
      { id: 'o-2', problem: 'late' },
    ],
  },
  { orders: [] },
].map((body) => JSON.stringify(body));

/** What comes as an event of the sender `ships`. */
export const SHIP_EVENTS = ['open', 'fixed'].map((state) =>
  JSON.stringify({
    ...{ version: '0', id: '6f0c7e0e-0000-4000-8000-000000000001', 'detail-type': 'Ship', source: 'com.example.ships' },
    ...{ account: '111122223333', time: '2026-11-21T00:00:00Z', region: 'us-east-1', resources: [] },
    detail: { ship: 'Aurora', problem: 'late', state, labels: { port: 'Ningbo', tons: 7 } },
  }),
);

/** What `tocsin.yaml` says of these senders, and of one that has to sign. */
export const SENDERS_FILE = `version: 1
sources:
  - name: shop
    many: orders
    alert:
      { id: item.id, name: item.problem, level: item.severity, status: item.state, target: item.shop, activeAt: item.since }
    levels: { SEV1: down, SEV2: critical }
    statuses: { open: firing, fixed: resolved }
    defaults: { name: Order failed }
  - name: ships
    match: { source: [com.example.ships] }
    channels: [team-w, gone]
    alert: { name: "join(' ', [detail.ship, detail.problem])", status: detail.state, labels: detail.labels }
    statuses: { open: firing, fixed: resolved }
grafanaSignatures:
  - source: grafana-signed
    key: { secret: senders/grafana-signed }
    timestampHeader: X-Time
`;
