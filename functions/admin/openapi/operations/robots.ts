import { type OperationDoc, ref, text } from '../operation.ts';

const ANSWERED: OperationDoc['success'] = {
  status: 200,
  description: 'Always 200; errcode says what became of it.',
  schema: ref('RobotAnswer'),
  example: { errcode: 0, errmsg: 'ok' },
};

const AS_IT_CAME =
  'For senders that know only the product’s own robot: change the host, and give a token of this relay as the robot’s. ' +
  'In calm the message goes on as it came; in a storm it joins the digest. Nobody is told to send more slowly.';

/** The wire of the chat products' own robots. */
export const ROBOT_OPERATIONS = {
  sendDingtalk: {
    tag: 'Alerts',
    summary: 'Take a message for a DingTalk robot',
    description: `${AS_IT_CAME} The types text, markdown, link, actionCard and feedCard; a form of JSON fields too.`,
    query: [
      { name: 'timestamp', description: 'Ms since 1970, where the token has a signing key.', schema: text() },
      { name: 'sign', description: 'HMAC-SHA256 of `<timestamp>\\n<key>` under the key, in base64.', schema: text() },
    ],
    body: {
      schema: { type: 'object' },
      also: ['application/x-www-form-urlencoded'],
      examples: {
        text: { msgtype: 'text', text: { content: 'OB server cannot be reached' }, at: { isAtAll: true } },
        markdown: { msgtype: 'markdown', markdown: { title: 'Build failed', text: '#### Build failed\n> job 7' } },
      },
    },
    success: ANSWERED,
  },
  sendWecom: {
    tag: 'Alerts',
    summary: 'Take a message for a WeCom robot',
    description: `${AS_IT_CAME} The types text, markdown, markdown_v2, news and template_card; no media.`,
    body: {
      schema: { type: 'object' },
      examples: {
        text: { msgtype: 'text', text: { content: 'OB server cannot be reached', mentioned_list: ['@all'] } },
        markdown: { msgtype: 'markdown', markdown: { content: '# Build failed\n> job 7' } },
      },
    },
    success: ANSWERED,
  },
  uploadToWecom: {
    tag: 'Alerts',
    summary: 'Refuse a file for a WeCom robot',
    description: 'A file belongs to the robot it is uploaded to: the answer is always an errcode that is not 0.',
    success: { ...ANSWERED, example: { errcode: 40004, errmsg: 'invalid media type' } },
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
