import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A key and a certificate as Amazon SNS has them, that nobody vouches for. */
export interface Signer {
  readonly key: KeyObject;
  readonly certificate: string;
}

/** A signer of its own, whose certificate is valid 2020 to 2049 unless said otherwise (`YYMMDDhhmmssZ`). */
export function createSigner(until = '491231235959Z'): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = der(
    0x30,
    der(0x31, der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('sns.amazonaws.com')))),
  );
  const body = der(
    0x30,
    der(0x02, Buffer.from([1])),
    SHA256_WITH_RSA,
    name,
    der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from(until))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = der(0x30, body, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature));
  const pem = certificate.toString('base64').replace(/.{64}/g, '$&\n');

  return { key: privateKey, certificate: `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n` };
}

const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex');

/** Tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];

  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

/** A topic of the fixtures. */
export const TOPIC = 'arn:aws:sns:us-east-1:111122223333:alarms';

/** Where the certificate of the fixtures is. */
export const CERTIFICATE_URL =
  'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem';

/** The fields of a message; those given replace the usual ones, before it is signed. */
export type SnsFields = Readonly<Record<string, string | null | undefined>>;

/** A message as SNS posts it, signed in a version. */
export function signedMessage(
  signer: Signer,
  fields: SnsFields = {},
  version: '1' | '2' = '2',
): Record<string, unknown> {
  const message: Record<string, string | null | undefined> = {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: TOPIC,
    Subject: 'ALARM: "cpu"',
    Message: '{"AlarmName":"cpu","NewStateValue":"ALARM","AWSAccountId":"111122223333"}',
    Timestamp: '2026-11-21T01:59:00.000Z',
    ...fields,
  };
  // By the documentation's words and not by the code's: the fields of each type, sorted.
  const names =
    message['Type'] === 'Notification'
      ? [
          'Message',
          'MessageId',
          ...(typeof message['Subject'] === 'string' ? ['Subject'] : []),
          'Timestamp',
          'TopicArn',
          'Type',
        ]
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.map((name) => `${name}\n${message[name]}\n`).join('');

  return {
    ...message,
    SignatureVersion: version,
    Signature: sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), signer.key).toString('base64'),
    SigningCertURL: fields['SigningCertURL'] ?? CERTIFICATE_URL,
    UnsubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe',
  };
}

/** The message that asks to confirm a subscription. */
export function confirmation(signer: Signer, fields: SnsFields = {}): Record<string, unknown> {
  const url = `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=fake-token`;
  return signedMessage(signer, {
    Type: 'SubscriptionConfirmation',
    Subject: undefined,
    Message: `You have chosen to subscribe to the topic ${TOPIC}.`,
    SubscribeURL: url,
    Token: 'fake-token',
    ...fields,
  });
}
