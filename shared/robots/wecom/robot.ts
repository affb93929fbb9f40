import { interpretAnswer } from '../interpret-answer.ts';
import { JSON_HEADERS } from '../json-headers.ts';
import { neutralise } from '../neutralise.ts';
import type { Robot } from '../robot.ts';
import { WECOM_ANSWERS } from './answers.ts';
import { wecomBody, wecomContent, wecomOverBy } from './body.ts';
import { PER_MINUTE } from './limits.ts';
import { passOnToWecom } from './pass-on.ts';
import { wecomPlan } from './plan.ts';

/**
 * WeCom's group robot ("message push"). Its key is its only credential: a
 * signing key has no effect, and it knows no id by which to drop a repeat.
 */
export const WECOM: Robot = {
  product: 'wecom',
  perMinute: PER_MINUTE,
  knowsIds: false,
  escape: neutralise,
  overBy: wecomOverBy,
  plan: wecomPlan,
  asSent: (draft, keywords) => ({
    title: draft.title,
    text: draft.body === undefined ? wecomContent(draft, keywords) : draft.text,
  }),
  passOn: passOnToWecom,
  request: (draft, context) => ({
    url: context.secret.webhookUrl,
    headers: JSON_HEADERS,
    body: draft.body ?? wecomBody(draft, context.keywords),
  }),
  interpret: (response, secrets) => interpretAnswer(response, WECOM_ANSWERS, secrets),
};
