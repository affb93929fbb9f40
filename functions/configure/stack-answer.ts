import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { ownerOf } from './owner.ts';

/** What a request of a stack came to. Lines hold no secret. */
export type Result =
  | { readonly kind: 'done'; readonly warnings: readonly string[] }
  | { readonly kind: 'failed'; readonly problems: readonly string[] };

/**
 * What CloudFormation takes of an answer, in bytes (docs.aws.amazon.com,
 * custom resource response objects: 4,096), less some for what it may count besides.
 */
const MAX_BYTES = 4_000;

/** A stack's output can't be empty. */
const NO_WARNINGS = 'none';

/** The answer in JSON, cut to what CloudFormation takes: the whole of it is in the log. */
export function stackAnswer(event: CloudFormationCustomResourceEvent, result: Result): string {
  const lines = result.kind === 'done' ? result.warnings : result.problems;
  for (let kept = lines.length; kept > 0; kept -= 1) {
    const left = lines.length - kept;
    const more = left === 0 ? [] : [`and ${left} more, in the log of the function`];
    const body = answerWith(event, result.kind, [...lines.slice(0, kept).map(readable), ...more]);
    if (Buffer.byteLength(body) <= MAX_BYTES) return body;
  }

  const [first = ''] = lines;
  return answerWith(event, result.kind, lines.length === 0 ? [] : [`${readable(first).slice(0, 500)}…`]);
}

function answerWith(event: CloudFormationCustomResourceEvent, kind: Result['kind'], lines: readonly string[]): string {
  return JSON.stringify({
    Status: kind === 'done' ? 'SUCCESS' : 'FAILED',
    ...(kind === 'done' ? { Data: { Warnings: lines.join('; ') || NO_WARNINGS } } : { Reason: lines.join('\n') }),
    PhysicalResourceId: ownerOf(event),
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  });
}

/** Some control characters in a reason make a stack's events unreadable. */
function readable(line: string): string {
  return line
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, MAX_BYTES);
}
