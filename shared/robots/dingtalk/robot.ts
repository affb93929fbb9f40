import { byteLength } from '../../rendering/cut.ts';
import type { MessageDraft } from '../../rendering/message.ts';
import { interpretAnswer } from '../interpret-answer.ts';
import { JSON_HEADERS } from '../json-headers.ts';
import { neutralise } from '../neutralise.ts';
import type { RequestContext, Robot, RobotRequest } from '../robot.ts';
import { DINGTALK_ANSWERS } from './answers.ts';
import { dingtalkBody, dingtalkWords } from './body.ts';
import { MAX_BODY_BYTES, PER_MINUTE } from './limits.ts';
import { passOnToDingtalk, withMessageId } from './pass-on.ts';
import { signedUrl } from './sign.ts';

/** DingTalk's custom group robot. */
export const DINGTALK: Robot = {
  product: 'dingtalk',
  perMinute: PER_MINUTE,
  // `msgUuid`, "message idempotency key": open.dingtalk.com, custom robots, read 2026-11-21.
  knowsIds: true,
  escape: neutralise,
  overBy: (draft, keywords) => byteLength(dingtalkBody(draft, keywords, '')) - MAX_BODY_BYTES,
  plan: (draft) => [draft],
  asSent: (draft, keywords) => (draft.body === undefined ? dingtalkWords(draft, keywords) : draft),
  passOn: passOnToDingtalk,
  request: dingtalkRequest,
  interpret: (response, secrets) => interpretAnswer(response, DINGTALK_ANSWERS, secrets),
};

function dingtalkRequest(draft: MessageDraft, context: RequestContext): RobotRequest {
  const { webhookUrl, signatureKey } = context.secret;

  return {
    // Without a key the robot is guarded by keywords or addresses, and a signature would be ignored.
    url: signatureKey ? signedUrl(webhookUrl, signatureKey, context.nowMs) : webhookUrl,
    headers: JSON_HEADERS,
    body:
      draft.body === undefined
        ? dingtalkBody(draft, context.keywords, context.messageId)
        : withMessageId(draft.body, context.messageId),
  };
}
