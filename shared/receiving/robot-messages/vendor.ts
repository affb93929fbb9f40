import type { People, Verbatim } from '../../alert/alert.ts';
import type { JsonObject } from '../sources/json.ts';

/** What a vendor's server answers, always with HTTP 200. */
export interface VendorAnswer {
  readonly errcode: number;
  readonly errmsg: string;
}

/** A message as people would read it, and whom it names. */
export interface RobotMessage {
  readonly msgtype: string;
  /** Empty where the type has none. */
  readonly title: string;
  /** Without markup. */
  readonly text: string;
  /** Where it leads, http or https. */
  readonly url?: string;
  readonly people?: People;
}

/** What a body turned out to be. */
export type MessageReading =
  | { readonly kind: 'message'; readonly message: RobotMessage }
  | { readonly kind: 'refused'; readonly answer: VendorAnswer };

/** How a request can fail before its message is looked at, or after; each has the vendor's own answer. */
export type Failure =
  /** No token in the query. */
  | 'no-token'
  /** Unknown, ended, for something else, or bound to no channel. */
  | 'unknown-token'
  | 'wrong-sign'
  | 'expired-sign'
  | 'not-json'
  | 'too-large'
  /** All its channels are gone. */
  | 'removed'
  /** All its channels are disabled. */
  | 'disabled'
  /** Not stored: the sender is to come again. */
  | 'busy';

/** A chat product's side of its robots' wire. Pure. */
export interface Vendor {
  readonly product: Verbatim['product'];
  /** The parameter of the query that holds the token. */
  readonly tokenParameter: string;
  /** Bytes of a body that the vendor takes; longer ones are `too-large`. */
  readonly maxBytes: number;
  /** Whether it knows signatures; a token with a signing key is no token for one that does not. */
  readonly signs: boolean;
  /** `hint` says what the vendor could not know, in a place where it has words of its own. */
  answer(failure: Failure, hint?: string): VendorAnswer;
  read(body: JsonObject): MessageReading;
}
