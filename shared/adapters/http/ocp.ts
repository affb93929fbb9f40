import * as z from 'zod/mini';
import type { OcpCredentials } from '#shared/polling/credentials.ts';
import { type Alarm, type Ocp, OcpError } from '#shared/polling/ocp.ts';
import { ocpHeaders } from './ocp-headers.ts';
import { readUpTo } from './read-up-to.ts';

/** Alarms of a page. OCP gives at most 200; a request to the relay stays far below its 5 MiB with these. */
const PAGE_SIZE = 100;

/** Longest answer that is read: far more than a page has, and little enough for the relay that reads it. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

const ALARM = z.looseObject({ id: z.union([z.number(), z.string()]), status: z.string() });
const WHOLE = z.number().check(z.int(), z.minimum(0));
const LIST = z.object({
  successful: z.optional(z.boolean()),
  data: z.object({
    contents: z.array(z.unknown()),
    page: z.object({ totalElements: WHOLE, totalPages: WHOLE }),
  }),
});
const ONE = z.object({ successful: z.optional(z.boolean()), data: ALARM });

/** Where OCP is and how to speak to it. */
export interface OcpAddress {
  /** Without a slash at the end. */
  readonly url: string;
  readonly credentials: OcpCredentials;
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** OCP's API over HTTP, through a proxy where the environment names one (`NODE_USE_ENV_PROXY`). */
export function createOcp(address: OcpAddress): Ocp {
  return {
    async activePage(page) {
      const { status, text } = await ask(address, `/api/v2/alarm/alarms?page=${page}&size=${PAGE_SIZE}&status=Active`);
      const list = LIST.safeParse(bodyOf(status, text));
      if (!list.success || list.data.successful === false) throw unfit('a list of alarms');

      const { contents, page: place } = list.data.data;
      const alarms = contents.flatMap((entry) => alarmIn(entry) ?? []);
      return { alarms, unreadable: contents.length - alarms.length, ...place };
    },
    async alarm(id) {
      const { status, text } = await ask(address, `/api/v2/alarm/alarms/${encodeURIComponent(id)}`);
      if (status === 404) return undefined;
      const one = ONE.safeParse(bodyOf(status, text));
      if (!one.success || one.data.successful === false) throw unfit('an alarm');
      if (String(one.data.data.id) !== id) throw unfit('the alarm that was asked for');

      return one.data.data;
    },
  };
}

/** One odd entry must not keep all others from being told. */
function alarmIn(entry: unknown): Alarm | undefined {
  return ALARM.safeParse(entry).data;
}

async function ask(
  { url, credentials, timeoutMs, now }: OcpAddress,
  path: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const { host, pathname, search, href } = new URL(`${url}${path}`);
  const headers = ocpHeaders({ host, target: pathname + search, nowMs: now() }, credentials);
  const { status, text } = await answerTo(href, headers, timeoutMs);
  if (text === undefined) throw new OcpError(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
  return { status, text };
}

async function answerTo(
  href: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<{ readonly status: number; readonly text: string | undefined }> {
  try {
    // The credentials must go nowhere else.
    const response = await fetch(href, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, text: await readUpTo(response, MAX_ANSWER_BYTES) };
  } catch (cause) {
    throw new OcpError(whyNoAnswer(cause, timeoutMs), { cause });
  }
}

/** What to look at, after each answer that lets nobody in. */
const REFUSED = {
  401: 'look at the user and password, or at the access key and this machine’s clock',
  403: 'this user or access key may not read alarms',
} as const;

/** `fetch` has the code that tells a wrong name, a closed port and a refused certificate apart in its cause only. */
function whyNoAnswer(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `the connection failed${code}: is OCP up, and is this its address?`;
}

function bodyOf(status: number, text: string): unknown {
  if (status === 401 || status === 403) {
    throw new OcpError(`OCP refused the credentials (${status}): ${REFUSED[status]}`, { status });
  }
  if (status !== 200) throw new OcpError(`OCP answered ${status}`, { status });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OcpError('the answer is not JSON: is this the address of OCP?', { cause });
  }
}

function unfit(what: string): OcpError {
  return new OcpError(`the answer is not ${what}`);
}
