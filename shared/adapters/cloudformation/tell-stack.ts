/** CloudFormation did not take an answer. It quotes nothing of the address: whoever has that can answer for us. */
export class StackNotToldError extends Error {
  override name = 'StackNotToldError' as const;
}

/** How the answer is sent. */
export interface TellStackOptions {
  readonly sleep?: (ms: number) => Promise<void>;
  /** How long one attempt may take, ms. @default 5 000 */
  readonly timeoutMs?: number;
}

/** Waits before the second attempt, the third, …, ms: with the attempts themselves less than half a minute. */
const PAUSES_MS = [200, 500, 1_000, 2_000];

/**
 * Puts an answer where CloudFormation looks for it, a presigned address in S3.
 * Without one a stack waits until its own time-out, so a failure is tried
 * again. The same answer put twice is one answer.
 */
export async function tellStack(url: string, body: string, options: TellStackOptions = {}): Promise<void> {
  const { sleep = sleepFor, timeoutMs = 5_000 } = options;
  let problem = '';
  for (const pauseMs of [0, ...PAUSES_MS]) {
    if (pauseMs > 0) await sleep(pauseMs);
    problem = await put(url, body, timeoutMs);
    if (problem === '') return;
  }

  throw new StackNotToldError(`CloudFormation did not take the answer: ${problem}`);
}

/** What went wrong; empty when nothing did. */
async function put(url: string, body: string, timeoutMs: number): Promise<string> {
  try {
    const response = await fetch(url, {
      method: 'PUT',
      // Bytes, not text: for text a content type would be added, which the address is not signed for.
      body: Buffer.from(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.ok ? '' : `status ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.name : 'failed';
  }
}

function sleepFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
