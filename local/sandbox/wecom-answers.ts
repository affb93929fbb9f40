import type { Refusal } from './verdict.ts';

/**
 * WeCom's refusal: the text carries a hint, the caller's address and a link, as
 * real answers do, so that nobody comes to depend on its wording.
 */
export function wecomRefusal(errcode: number, text: string, clientIp: string, why: string): Refusal {
  const errmsg = `${text}, hint: [1700000000_1_sandbox], from ip: ${clientIp}, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;

  return { kind: 'refused', errcode, errmsg, why };
}

/** The 40058 of an over-long field, in the wording of real answers. */
export function wecomTooLong(field: string, maxBytes: number, clientIp: string): Refusal {
  const text = `${field} exceed max length ${maxBytes}. invalid Request Parameter`;

  return wecomRefusal(40058, text, clientIp, `${field} is longer than ${maxBytes.toLocaleString('en-US')} bytes`);
}
