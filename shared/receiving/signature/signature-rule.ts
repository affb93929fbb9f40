import type { SecretReference } from '../../channels/file-channel.ts';

/** That the requests of a sender have to be signed, and how: HMAC-SHA256 in hexadecimal, as Grafana does it. */
export interface SignatureRule {
  /** The sender: the `?source=` of a request, else its format; and the `source` that an alert of our own format names. */
  readonly source: string;
  /** Where the key is. The table holds this, never the key. */
  readonly key: SecretReference;
  /** The header with the signature. */
  readonly header: string;
  /** The header with the seconds since 1970 that are signed too; absent: the body alone is signed, and has no age. */
  readonly timestampHeader?: string;
  /** How far those seconds may be from now. */
  readonly maxAgeSeconds: number;
}

/** The rules in force. */
export interface SignatureRules {
  signatures(): Promise<readonly SignatureRule[]>;
}

/** The keys of senders. What they answer is secret: never log it. */
export interface SenderKeys {
  /** The text behind a reference, perhaps as it was some time ago; undefined when there is none. Throws when the store is away. */
  read(reference: SecretReference): Promise<string | undefined>;
  /** The same, asked anew, unless that was done a moment ago: a wrong signature may mean a new key. */
  readFresh(reference: SecretReference): Promise<string | undefined>;
}
