import { FailedError } from './exit-code.ts';
import { type Problem, parseProblem, problemLines } from './problem-lines.ts';

/** Where the relay is and how to speak to it. */
export interface RelayAddress {
  /** Without a slash at the end. */
  readonly url: string;
  /** Absent only where none is needed. */
  readonly token?: string;
  readonly timeoutMs: number;
}

/** What is asked of the relay. */
export interface RelayRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Parameters that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** The relay answered, and said no. */
export class RefusedError extends FailedError {
  readonly status: number;
  readonly problem: Problem | undefined;
  /** The answer as it came. */
  readonly body: string;

  constructor(status: number, body: string) {
    const problem = parseProblem(body);
    super(problemLines(status, problem));
    this.status = status;
    this.problem = problem;
    this.body = body;
  }
}

/** No answer came, or none that can be read. */
export class UnreachableError extends FailedError {}

/** A relay, over HTTP and nothing else: on AWS or on one machine alike. */
export type Relay = (request: RelayRequest) => Promise<unknown>;

/** Speaks to the relay there. It answers the body, undefined where there is none, or throws one of the errors above. */
export function createRelay(address: RelayAddress): Relay {
  return async (request) => {
    const { status, text } = await exchange(address, request);
    if (status < 200 || status > 299) throw new RefusedError(status, text);
    if (text === '') return undefined;

    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new UnreachableError(
        [`something at ${address.url} answered, and not in JSON: is --url the relay's address?`],
        {
          cause,
        },
      );
    }
  };
}

/** A path of segments that may hold anything. */
export function pathOf(...segments: readonly string[]): string {
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
}

interface Exchanged {
  readonly status: number;
  readonly text: string;
}

async function exchange({ url, token, timeoutMs }: RelayAddress, request: RelayRequest): Promise<Exchanged> {
  const given = Object.entries(request.query ?? {}).flatMap(([name, value]): readonly [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  const query = given.length === 0 ? '' : `?${new URLSearchParams([...given])}`;
  try {
    const response = await fetch(`${url}${request.path}${query}`, {
      method: request.method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      // The token must go nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new UnreachableError([`no answer from ${url}: ${whyNot(error, timeoutMs)}`], { cause: error });
  }
}

/** What `fetch` knows of its failure, in words. */
function whyNot(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `none within ${timeoutMs / 1000} s (--timeout)`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there; is the relay running, and is this its --url?';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name can not be resolved';
    case '':
      return 'the connection failed';
    default:
      return `the connection failed (${code})`;
  }
}
