import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

/** Who may ask. */
export const ACCESS_KEY = { accessKey: 'fake-access-key', secretKey: 'fake-secret-key' };
export const PASSWORD = { user: 'watcher', password: 'fake-password:1' };

/** How far a date may be off. */
const MAX_SKEW_MS = 15 * 60_000;

/** An alarm as OCP's API shows it. */
export interface FakeAlarm {
  readonly id: number;
  status: string;
  readonly level: number;
  readonly [field: string]: unknown;
}

/** An OCP on 127.0.0.1 that refuses what the real one refuses. */
export interface FakeOcp {
  readonly url: string;
  readonly alarms: FakeAlarm[];
  /** Path and query of each request that was let in. */
  readonly asked: string[];
  /** Called after a page was read and before it is answered. */
  onPage: ((page: number) => void | Promise<void>) | undefined;
  /** Answers this instead, when it answers something. */
  instead: ((target: string) => { readonly status: number; readonly body: string } | undefined) | undefined;
  close(): Promise<void>;
}

/** An alarm of a synthetic cluster. */
export function alarmOf(id: number, more: Partial<FakeAlarm> = {}): FakeAlarm {
  const target = `ob_cluster=obcluster-1:svr_ip=192.0.2.${id % 250}`;
  return {
    ...{ id, alarmType: 'ob_cannot_connected', appType: 'OB', scope: 'Server', level: 1, status: 'Active', target },
    ...{ summary: `${target} can not be connected`, description: 'x', activeAt: '2026-11-21T01:44:04Z' },
    labels: { alarm_name: 'OB server can not be connected', ob_cluster: 'obcluster-1' },
    ...more,
  };
}

/** Starts it. */
export async function startFakeOcp(): Promise<FakeOcp> {
  const fake: Omit<FakeOcp, 'url' | 'close'> = { alarms: [], asked: [], onPage: undefined, instead: undefined };
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request, fake);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function answer(request: IncomingMessage, fake: Omit<FakeOcp, 'url' | 'close'>) {
  const target = request.url ?? '';
  if (!isAllowed(request)) return { status: 401, body: '{"successful":false,"status":401}' };
  fake.asked.push(target);
  const other = fake.instead?.(target);
  if (other !== undefined) return other;

  const { pathname, searchParams } = new URL(target, 'http://ocp');
  if (pathname === '/api/v2/alarm/alarms') return list(searchParams, fake);
  const id = /^\/api\/v2\/alarm\/alarms\/(\d+)$/.exec(pathname)?.[1];
  const one = fake.alarms.find((alarm) => String(alarm.id) === id);
  return one === undefined ? refusal(404) : success(one);
}

async function list(query: URLSearchParams, fake: Omit<FakeOcp, 'url' | 'close'>) {
  const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('size') ?? 10)];
  if (!(page >= 1 && size >= 1 && size <= 200)) return refusal(400);

  const fitting = fake.alarms.filter(({ status }) => query.get('status') === null || query.get('status') === status);
  const contents = fitting.slice((page - 1) * size, page * size).map((alarm) => ({ ...alarm }));
  const totals = { totalElements: fitting.length, totalPages: Math.ceil(fitting.length / size) };
  await fake.onPage?.(page);
  return success({ contents, page: { number: page, size, ...totals } });
}

function success(data: unknown) {
  return { status: 200, body: JSON.stringify({ data, successful: true, status: 200, traceId: 'x' }) };
}

function refusal(status: number) {
  return { status, body: JSON.stringify({ successful: false, status }) };
}

/** Basic, or a signature over what came on the wire. */
function isAllowed({ headers, method, url, rawHeaders }: IncomingMessage): boolean {
  const pair = Buffer.from(`${PASSWORD.user}:${PASSWORD.password}`).toString('base64');
  if (headers.authorization === `Basic ${pair}`) return true;

  const date = headers.date ?? '';
  if (!/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(date)) return false;
  if (Math.abs(Date.now() - Date.parse(date)) > MAX_SKEW_MS) return false;
  const own = rawHeaders
    .flatMap((name, at) =>
      at % 2 === 0 && /^x-ocp-/i.test(name) ? [`${name.toLowerCase()}:${rawHeaders[at + 1]}`] : [],
    )
    .sort();
  const text = [method, '', headers['content-type'] ?? '', date, headers.host, own.join('\n'), url].join('\n');
  const signature = createHmac('sha1', ACCESS_KEY.secretKey).update(text).digest('base64');
  return headers.authorization === `OCP-ACCESS-KEY-HMACSHA1 ${ACCESS_KEY.accessKey}:${signature}`;
}
