import { isTopicArn } from '#shared/receiving/sns/allowed-topics.ts';
import type { FetchText, SnsRefusal, SnsVerdict } from '#shared/receiving/sns/judge-sns.ts';
import { readSnsMessage, type SnsMessage } from '#shared/receiving/sns/sns-message.ts';
import { isConfirmationUrl } from '#shared/receiving/sns/sns-url.ts';
import { json, problem, retryLater } from '../edge/http-problem.ts';
import type { Telemetry } from '../edge/telemetry.ts';

/** What the gate needs of the world. */
export interface SnsGateDeps {
  readonly judge: (message: SnsMessage, nowMs: number) => Promise<SnsVerdict>;
  /** Calls the address that confirms a subscription. */
  readonly fetchText: FetchText;
}

/** Whether a body may be read on, or what SNS is answered. */
export type Gate = { readonly kind: 'open' } | { readonly kind: 'answer'; readonly answer: Response };

/** Seconds until SNS should come again. */
const RETRY_AFTER_SECONDS = 20;

const REFUSALS: Readonly<Record<SnsRefusal, string>> = {
  'topic-not-allowed':
    'This topic is not allowed. Name its ARN among the allowed topics: snsTopics of the stack, --allow-sns-topic on one machine.',
  'out-of-time': 'The message is too old, or its clock is wrong.',
  'unknown-signature-version': 'The signature is of a version that is not known: 1 and 2 are.',
  'untrusted-certificate': 'The address of the certificate is not one of Amazon SNS, or nothing valid is there.',
  'wrong-signature': 'The signature does not fit the message.',
};

/**
 * Lets a message of SNS in when its topic is allowed and its signature is
 * right, and answers what is no alert itself. Bodies that do not claim to come
 * from SNS pass: the caller's token speaks for them, as for any other format.
 */
export async function passSns(
  request: { readonly headers: Headers; readonly body: string; readonly nowMs: number },
  sns: SnsGateDeps,
  telemetry: Telemetry,
): Promise<Gate> {
  if (request.headers.get('x-amz-sns-rawdelivery')?.toLowerCase() === 'true') return refuseRaw(telemetry);

  const reading = readSnsMessage(request.body);
  if (reading.kind === 'other') return { kind: 'open' };
  if (reading.kind === 'broken') return refused(`A message of SNS needs ${reading.missing}.`);

  const { message } = reading;
  const verdict = await sns.judge(message, request.nowMs);
  if (verdict.kind === 'undecided') {
    telemetry.warn('SNS message not verified', { topic: topicOf(message), reason: verdict.reason });
    return answered(retryLater('unavailable', RETRY_AFTER_SECONDS, 'The certificate of SNS can not be had now.'));
  }
  if (verdict.kind === 'refused') {
    telemetry.warn('SNS message refused', { topic: topicOf(message), reason: verdict.reason });
    return refused(REFUSALS[verdict.reason]);
  }

  return admit(message, sns, telemetry);
}

/** The topic as a log may name it: what is no ARN is anybody's text, perhaps a secret in the wrong place. */
function topicOf({ topicArn }: SnsMessage): string {
  return isTopicArn(topicArn) ? topicArn : 'not an ARN';
}

async function admit(message: SnsMessage, { fetchText }: SnsGateDeps, telemetry: Telemetry): Promise<Gate> {
  const { type, topicArn } = message;
  switch (type) {
    case 'Notification':
      return { kind: 'open' };
    case 'UnsubscribeConfirmation':
      telemetry.warn('SNS subscription ended: alarms of this topic no longer come', { topic: topicArn });
      return answered(json({ success: true }));
    case 'SubscriptionConfirmation':
      return confirm(message, fetchText, telemetry);
    default:
      return type satisfies never;
  }
}

async function confirm(
  { subscribeUrl, topicArn }: SnsMessage,
  fetchText: FetchText,
  telemetry: Telemetry,
): Promise<Gate> {
  if (!isConfirmationUrl(subscribeUrl, topicArn)) return refused('The SubscribeURL is not one of Amazon SNS.');

  const fetched = await fetchText(subscribeUrl);
  if (fetched.kind === 'text' && fetched.status === 200) {
    telemetry.info('SNS subscription confirmed', { topic: topicArn });
    return answered(json({ success: true }));
  }

  const reason = fetched.kind === 'text' ? `answered ${fetched.status}` : fetched.reason;
  telemetry.warn('SNS subscription not confirmed', { topic: topicArn, reason });
  return answered(retryLater('unavailable', RETRY_AFTER_SECONDS, 'SNS did not take the confirmation.'));
}

/** Raw delivery leaves the signature out, and with it the only proof of the topic. */
function refuseRaw(telemetry: Telemetry): Gate {
  telemetry.warn('SNS message refused', { reason: 'raw-delivery' });
  return refused(
    'Raw message delivery leaves out the signature. Turn it off on this subscription: set its RawMessageDelivery to false.',
  );
}

function refused(detail: string): Gate {
  return answered(problem('not-believed', { detail }));
}

function answered(answer: Response): Gate {
  return { kind: 'answer', answer };
}
