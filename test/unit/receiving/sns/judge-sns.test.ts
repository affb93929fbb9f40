import { beforeEach, describe, expect, it } from 'vitest';
import { isAllowedTopic, topicProblem } from '#shared/receiving/sns/allowed-topics.ts';
import { createSnsJudge, type FetchedText } from '#shared/receiving/sns/judge-sns.ts';
import { readSnsMessage, type SnsMessage } from '#shared/receiving/sns/sns-message.ts';
import { isCertificateUrl, isConfirmationUrl } from '#shared/receiving/sns/sns-url.ts';
import {
  CERTIFICATE_URL,
  confirmation,
  createSigner,
  type SnsFields,
  signedMessage,
  TOPIC,
} from '#test/builders/sns.ts';

const NOW = Date.parse('2026-11-21T02:00:00Z');
const SIGNER = createSigner();
const OTHER = createSigner();

let fetched: string[];
let answer: FetchedText;
beforeEach(() => {
  fetched = [];
  answer = { kind: 'text', status: 200, text: SIGNER.certificate };
});

function judge(allowedTopics: readonly string[] = [TOPIC]) {
  return createSnsJudge({
    allowedTopics,
    fetchText: async (url) => {
      fetched.push(url);
      return answer;
    },
  });
}

function message(value: unknown): SnsMessage {
  const reading = readSnsMessage(JSON.stringify(value));
  if (reading.kind !== 'message') throw new Error(`${reading.kind}`);
  return reading.message;
}

const of = (fields: SnsFields = {}) => message(signedMessage(SIGNER, fields));

describe('a message of SNS is believed', () => {
  it.each(['1', '2'] as const)('when its signature of version %s is right', async (version) => {
    expect(await judge()(message(signedMessage(SIGNER, {}, version)), NOW)).toEqual({ kind: 'believed' });
  });

  it.each([
    ['with other scripts and line ends', { Message: '告警\n"x"\\n\u0000🔥', Subject: '主题' }],
    ['without a subject', { Subject: undefined }],
    ['with a subject that is null', { Subject: null }],
  ])('%s', async (_, fields) => {
    expect(await judge()(of(fields), NOW)).toEqual({ kind: 'believed' });
  });

  it('that asks for a confirmation', async () => {
    expect(await judge()(message(confirmation(SIGNER)), NOW)).toEqual({ kind: 'believed' });
  });

  it('with the certificate that was fetched once', async () => {
    const judged = judge();
    await judged(of(), NOW);
    await judged(of({ Message: 'another' }), NOW);

    expect(fetched).toEqual([CERTIFICATE_URL]);
  });
});

describe('a message of SNS is refused', () => {
  it.each(['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn'])('when %s was changed', async (field) => {
    const changed = { ...signedMessage(SIGNER), [field]: field === 'Timestamp' ? '2026-11-21T01:58:00.000Z' : 'x' };
    const verdict = await judge(['arn:aws:sns:us-east-1:111122223333:alarms'])(message(changed), NOW);

    expect(verdict).toEqual({
      kind: 'refused',
      reason: field === 'TopicArn' ? 'topic-not-allowed' : 'wrong-signature',
    });
  });

  it('when another signed it, or nobody', async () => {
    for (const signed of [signedMessage(OTHER), { ...signedMessage(SIGNER), Signature: '' }]) {
      expect(await judge()(message(signed), NOW)).toEqual({ kind: 'refused', reason: 'wrong-signature' });
    }
  });

  it.each([
    ['2026-11-21T00:40:00.000Z', 'out-of-time'],
    ['2026-11-21T02:20:00.000Z', 'out-of-time'],
    ['yesterday', 'out-of-time'],
  ])('when it is of %s', async (Timestamp, reason) => {
    expect(await judge()(of({ Timestamp }), NOW)).toEqual({ kind: 'refused', reason });
    expect(fetched).toEqual([]);
  });

  it('with a signature of a version that is not known', async () => {
    const odd = { ...signedMessage(SIGNER), SignatureVersion: '3' };

    expect(await judge()(message(odd), NOW)).toEqual({ kind: 'refused', reason: 'unknown-signature-version' });
  });

  it('when its topic is not allowed, before anything is fetched', async () => {
    expect(await judge([])(of(), NOW)).toEqual({ kind: 'refused', reason: 'topic-not-allowed' });
    expect(fetched).toEqual([]);
  });

  it('when its certificate is kept elsewhere, has expired, or is not there', async () => {
    const untrusted = { kind: 'refused', reason: 'untrusted-certificate' };
    expect(await judge()(of({ SigningCertURL: 'https://evil.example/x.pem' }), NOW)).toEqual(untrusted);
    expect(fetched).toEqual([]);

    answer = { kind: 'text', status: 404, text: '' };
    expect(await judge()(of(), NOW)).toEqual(untrusted);

    const former = createSigner('251231235959Z');
    answer = { kind: 'text', status: 200, text: former.certificate };
    expect(await judge()(message(signedMessage(former)), NOW)).toEqual(untrusted);
  });
});

it.each([
  [{ kind: 'failed', reason: 'did not answer' } as const],
  [{ kind: 'text', status: 503, text: '' } as const],
  [{ kind: 'text', status: 429, text: '' } as const],
  [{ kind: 'text', status: 408, text: '' } as const],
  [{ kind: 'text', status: 200, text: 'no certificate' } as const],
])('a message is left undecided while the certificate can not be had: %j', async (given) => {
  answer = given;
  const judged = judge();
  expect((await judged(of(), NOW)).kind).toBe('undecided');

  answer = { kind: 'text', status: 200, text: SIGNER.certificate };
  expect(await judged(of(), NOW)).toEqual({ kind: 'believed' });
});

describe('the address of a certificate', () => {
  it.each([
    CERTIFICATE_URL,
    'https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    'https://sns.us-gov-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
  ])('may be %s', (url) => {
    expect(isCertificateUrl(url)).toBe(true);
  });

  it.each([
    CERTIFICATE_URL.replace('https', 'http'),
    CERTIFICATE_URL.replace('amazonaws.com', 'amazonaws.com.evil.example'),
    CERTIFICATE_URL.replace('sns.us-east-1.', 'evil.s3.us-east-1.'),
    CERTIFICATE_URL.replace('sns.', 'x-sns.'),
    CERTIFICATE_URL.replace('https://', 'https://user:pw@'),
    CERTIFICATE_URL.replace('.com/', '.com:8443/'),
    `${CERTIFICATE_URL}?x=1`,
    `${CERTIFICATE_URL}#x`,
    CERTIFICATE_URL.replace('/Simple', '/other/Simple'),
    CERTIFICATE_URL.replace('.pem', '.txt'),
    'https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-00000000000000000000000000000000.pem',
    '',
    'x',
  ])('may not be %s', (url) => {
    expect(isCertificateUrl(url)).toBe(false);
  });
});

describe('the address that confirms a subscription', () => {
  const base = 'https://sns.us-east-1.amazonaws.com/';

  it.each([
    [`${base}?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t`, true],
    [`${base}?Action=ConfirmSubscription&TopicArn=${TOPIC}-2&Token=t`, false],
    [`${base}?Action=DeleteTopic&TopicArn=${TOPIC}&Token=t`, false],
    [`${base}?Action=ConfirmSubscription&TopicArn=${TOPIC}`, false],
    [`${base}?Action=ConfirmSubscription&Action=DeleteTopic&TopicArn=${TOPIC}&Token=t`, false],
    [`${base}?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t&X=1`, false],
    [`${base}path?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t`, false],
    [`https://evil.example/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t`, false],
  ])('%s: %s', (url, expected) => {
    expect(isConfirmationUrl(url, TOPIC)).toBe(expected);
  });
});

describe('allowed topics', () => {
  it.each([
    [TOPIC, true],
    ['arn:aws:sns:us-east-1:111122223333:*', true],
    ['arn:aws:sns:*:111122223333:alarms', true],
    ['arn:aws:sns:us-east-1:111122223333:al*s', true],
    ['arn:aws:sns:us-east-1:*:alarms', true],
    ['arn:aws:sns:us-east-1:444455556666:alarms', false],
    ['arn:aws:sns:us-east-1:111122223333:alarm', false],
    ['arn:aws:sns:us-east-1:111122223333:alarms.', false],
    ['arn:aws:sns:*', false],
  ])('%s: %s', (entry, expected) => {
    expect(isAllowedTopic(TOPIC, [entry])).toBe(expected);
  });

  it('with several wildcards are compared in a moment, whatever a sender calls its topic', () => {
    const entry = 'arn:aws:sns:us-east-1:111122223333:*a*a*a*b';
    const startedMs = performance.now();

    expect(isAllowedTopic(`arn:aws:sns:us-east-1:111122223333:${'a'.repeat(20_000)}`, [entry])).toBe(false);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });

  it.each(['alarms', 'arn:aws:sqs:us-east-1:111122223333:q', 'arn:aws:sns:us-east-1:x:alarms', ''])(
    'can not be %j',
    (entry) => {
      expect(topicProblem(entry)).toContain('must be the ARN');
    },
  );

  it('may be of any partition', () => {
    expect(topicProblem('arn:aws-cn:sns:cn-north-1:111122223333:alarms-*')).toBeUndefined();
  });
});

describe('a body', () => {
  it.each(['', 'x', '{}', '{"Type":"Notification"}', '{"TopicArn":"x","Type":"toString"}', '[]', '{"TopicArn":1}'])(
    '%j does not claim to come from SNS',
    (body) => {
      expect(readSnsMessage(body)).toEqual({ kind: 'other' });
    },
  );

  it('that claims to, and lacks a part, is broken', () => {
    const { Signature: _, ...unsigned } = signedMessage(SIGNER);

    expect(readSnsMessage(JSON.stringify(unsigned))).toEqual({ kind: 'broken', missing: 'Signature' });
  });
});
