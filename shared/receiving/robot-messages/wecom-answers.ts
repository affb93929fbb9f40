import type { Failure, VendorAnswer } from './vendor.ts';

/**
 * WeCom's words carry a hint and a link, as real answers do, so nobody depends
 * on their wording (developer.work.weixin.qq.com/document/path/90313, read
 * 2026-11-21). The caller's address, which they show too, is left out.
 */
export function wecomRefusal(errcode: number, text: string, hint = 'tocsin'): VendorAnswer {
  return {
    errcode,
    errmsg: `${text}, hint: [${hint}], more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`,
  };
}

const FAILURES: Readonly<Record<Failure, readonly [errcode: number, text: string]>> = {
  'no-token': [93000, 'invalid webhook url'],
  'unknown-token': [93000, 'invalid webhook url'],
  'wrong-sign': [93000, 'invalid webhook url'],
  'expired-sign': [93000, 'invalid webhook url'],
  'not-json': [40035, 'invalid parameter'],
  'too-large': [45002, 'content size out of limit'],
  removed: [93008, 'robot not in group'],
  disabled: [93004, 'robot is stopped'],
  busy: [-1, 'system busy'],
};

/** WeCom's answer to a request that failed. */
export function wecomAnswer(failure: Failure, hint?: string): VendorAnswer {
  const [errcode, text] = FAILURES[failure];
  return wecomRefusal(errcode, text, hint);
}

/** A field that is longer than WeCom takes. */
export function tooLong(field: string, maxBytes: number): VendorAnswer {
  return wecomRefusal(40058, `${field} exceed max length ${maxBytes}. invalid Request Parameter`);
}

/** A field that is absent, blank or of another kind. */
export function invalidField(field: string, errcode = 40058): VendorAnswer {
  return wecomRefusal(errcode, `${field} invalid Request Parameter`);
}
