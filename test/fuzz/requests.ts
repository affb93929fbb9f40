import * as z from 'zod/mini';

/** One request that was made, and its answer. */
export interface Exchange {
  readonly method: string;
  readonly uri: string;
  readonly status: number;
  /** Headers and body as text. */
  readonly answer: string;
  readonly elapsedMs: number;
}

const bytes = z.nullish(z.object({ $base64: z.string() }));
const interaction = z.object({
  request: z.object({ method: z.string(), uri: z.string() }),
  response: z.nullish(
    z.object({
      status_code: z.number(),
      headers: z.record(z.string(), z.array(z.string())),
      content: bytes,
      elapsed: z.number(),
    }),
  ),
});
const line = z.object({
  ScenarioFinished: z.optional(
    z.object({ recorder: z.object({ interactions: z.nullish(z.record(z.string(), interaction)) }) }),
  ),
});

/** The exchanges of one line of Schemathesis's report (NDJSON). An exchange without an answer has status 0. */
export function exchangesOf(text: string): readonly Exchange[] {
  const { ScenarioFinished } = line.parse(JSON.parse(text));
  return Object.values(ScenarioFinished?.recorder.interactions ?? {}).map(({ request, response }) => ({
    ...request,
    status: response?.status_code ?? 0,
    answer: `${JSON.stringify(response?.headers ?? {})}\n${textOf(response?.content)}`,
    elapsedMs: (response?.elapsed ?? 0) * 1_000,
  }));
}

function textOf(content: z.infer<typeof bytes>): string {
  return Buffer.from(content?.$base64 ?? '', 'base64').toString('utf8');
}
