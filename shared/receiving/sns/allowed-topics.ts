import { fitsWildcard } from '../wildcard.ts';

/** A topic's ARN, in whose region, account and name `*` may stand for any characters. */
const TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9*-]+:[\d*]+:[\w*.-]{1,256}$/;

/** The ARN of one topic, as SNS writes it (developer guide, "Creating an Amazon SNS topic": names of 1 to 256, read 2026-11-29). */
const ONE_TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9-]{1,40}:\d{12}:[\w.-]{1,256}$/;

/** Whether a text is the ARN of a topic at all. */
export function isTopicArn(text: string): boolean {
  return ONE_TOPIC.test(text);
}

/** What is wrong with an entry of the allowed topics; undefined when nothing is. */
export function topicProblem(entry: string): string | undefined {
  return TOPIC.test(entry)
    ? undefined
    : 'must be the ARN of an SNS topic, as arn:aws:sns:us-east-1:111122223333:alarms; * stands for any characters';
}

/** Whether a topic is one of those allowed. */
export function isAllowedTopic(topicArn: string, allowed: readonly string[]): boolean {
  return allowed.some((entry) => fits(topicArn.split(':'), entry.split(':')));
}

/** Part by part, so that `*` never takes in the next part. */
function fits(arn: readonly string[], pattern: readonly string[]): boolean {
  return arn.length === pattern.length && pattern.every((part, index) => fitsWildcard(arn[index] ?? '', part));
}
