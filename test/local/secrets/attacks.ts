import { PLANTED } from './planted.ts';

const { misplaced, asFieldName, refusedToken, refusedKey, refusedProxy } = PLANTED;

const GOOD = `https://oapi.dingtalk.com/robot/send?access_token=${refusedToken}`;

/** A channel that is fit but for what is changed. */
function channel(change: object): object {
  return { name: 'refused', type: 'dingtalk', robots: [{ webhookUrl: GOOD, signatureKey: refusedKey }], ...change };
}

/** A channel of one robot. */
function robot(fields: object): object {
  return channel({ robots: [{ webhookUrl: GOOD, ...fields }] });
}

/** Channels that are refused, each with a secret in a right or a wrong place. */
export const REFUSED_CHANNELS: readonly object[] = [
  { name: 'refused', robots: [{ webhookUrl: GOOD }] },
  [channel({})],
  robot({ webhookUrl: `https://evil.example/robot/send?access_token=${refusedToken}` }),
  robot({ webhookUrl: `https://127.0.0.1/robot/send?access_token=${refusedToken}` }),
  robot({ webhookUrl: `https://169.254.169.254/robot/send?access_token=${refusedToken}` }),
  robot({ webhookUrl: `http://oapi.dingtalk.com/robot/send?access_token=${refusedToken}` }),
  robot({ webhookUrl: `ftp://oapi.dingtalk.com/robot/send?access_token=${refusedToken}` }),
  robot({ webhookUrl: `https://user:${misplaced}@oapi.dingtalk.com/robot/send?access_token=${refusedToken}` }),
  robot({ webhookUrl: `https://${misplaced}.example/robot/send?access_token=${refusedToken}` }),
  robot({ webhookUrl: `oapi.dingtalk.com/robot/send?access_token=${refusedToken}` }),
  robot({ webhookUrl: `${GOOD}&access_token=${misplaced}` }),
  robot({ webhookUrl: `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${refusedToken}` }),
  robot({ webhookUrl: { url: GOOD } }),
  robot({ webhookUrl: `${GOOD}***` }),
  robot({ signatureKey: `${refusedKey}***` }),
  robot({ signatureKey: [refusedKey] }),
  robot({ name: misplaced.repeat(9) }),
  robot({ name: [misplaced] }),
  robot({ keyword: Array.from({ length: 11 }, () => misplaced) }),
  robot({ keyword: { word: misplaced } }),
  robot({ sekret: misplaced, [asFieldName]: misplaced }),
  channel({ robots: GOOD }),
  channel({ robots: [GOOD] }),
  channel({ robots: [{ webhookUrl: GOOD }, { webhookUrl: GOOD }] }),
  channel({ accessToken: misplaced, [GOOD]: true, [asFieldName]: 1 }),
  channel({ name: `refused?${misplaced}` }),
  channel({ type: misplaced }),
  channel({ enabled: misplaced }),
  channel({ proxy: `https://${refusedProxy}@192.0.2.8:3128` }),
  channel({ proxy: `http://${refusedProxy}@192.0.2.8` }),
  channel({ proxy: `http://${misplaced}@192.0.2.8:3128` }),
  channel({ proxy: `http:${refusedProxy}:192.0.2.8:3128` }),
  channel({ proxy: { url: misplaced } }),
  channel({ mention: { mobiles: [misplaced], userIds: [`${misplaced} `.repeat(20)], levels: [misplaced] } }),
  channel({ mention: misplaced }),
  channel({ message: { format: misplaced, language: misplaced, timeZone: misplaced, recovery: misplaced } }),
  channel({
    message: { templates: { [asFieldName]: misplaced, zh_CN: { [asFieldName]: misplaced, single: [GOOD] } } },
  }),
  channel({ aggregation: { groupBy: [misplaced], intervalSeconds: misplaced, [asFieldName]: 1 } }),
  channel({ responseCheck: { json: misplaced, regex: `(${misplaced}`, status: misplaced } }),
  channel({ limits: { perMinute: misplaced, quotaPool: `${misplaced}/` } }),
  channel({ delivery: { fallbackChannel: misplaced, maxAgeSeconds: misplaced } }),
];

/** Bodies that are no JSON, with secrets in them. */
export const BROKEN_BODIES: readonly string[] = [
  JSON.stringify(channel({})).slice(0, -1),
  JSON.stringify(channel({})).replace(':', ' '),
  GOOD,
  `\u0000${GOOD}`,
  `"${misplaced}`,
];

/**
 * What templates may try in order to get at what they must not know; in one
 * piece, or one by one as well. `file` is the secret file.
 */
export function pryingTemplates(file: string, howMany: 'few' | 'all'): readonly string[] {
  const variables = [
    ...['webhookUrl', 'webhook_url', 'access_token', 'token', 'key', 'signatureKey', 'proxy', 'proxyAuth', 'secret'],
    ...['channel', 'channel | json', 'settings', 'settings | json', 'robot | json', 'robots[0].webhookUrl', 'secrets'],
    ...['this | json', 'self | json', 'globals', 'environment', 'process.env | json', 'alert.constructor', '__proto__'],
    ...['env.TOCSIN_ADMIN_TOKEN', 'constructor.constructor', 'context | json', 'scope | inspect', 'now | inspect'],
  ];

  return [
    variables.map((variable) => `{{ ${variable} }}`).join(' '),
    variables.map((variable) => `\${${variable}}`).join(' '),
    ...(howMany === 'few' ? [] : variables.map((variable) => `{{ ${variable} }} \${${variable}}`)),
    ...['include', 'render', 'layout'].map((tag) => `{% ${tag} '${file}' %}`),
    `{{ '${file}' | read }}`,
    `{% for pair in channel %}{{ pair }}{% endfor %}`,
  ];
}

/** Paths that exist and such that don't, with a secret in the query or the path. */
export const ODD_PATHS: readonly string[] = [
  ...[
    'channels',
    'deliveries',
    'alerts',
    'robots',
    'push-settings',
    'silences',
    'watchdogs',
    'watchdogs/sources',
    'openapi.json',
    'nothing',
  ].flatMap((route) => [
    `/v1/${route}?access_token=${misplaced}`,
    `/v1/${route}?${asFieldName}`,
    `/v1/${route}?cursor=${misplaced}&limit=${misplaced}`,
  ]),
  `/v1/channels/${misplaced}?token=${misplaced}`,
  `/v1/deliveries/${misplaced}`,
  `/v1/deliveries?outcome=${misplaced}&since=${misplaced}`,
  `/v1/alerts/${misplaced}?source=${misplaced}`,
  `/v1/dead-letters/${misplaced}/replay`,
  `/robot/send?access_token=${misplaced}`,
  `/${misplaced}/%E0%A4?key=${misplaced}`,
  `/v1/channels/%E0%A4?key=${misplaced}`,
  `//user:${misplaced}@127.0.0.1/`,
];

/** Requests that no HTTP client would send. */
export const RAW_REQUESTS: readonly string[] = [
  `GET /healthz?token=${misplaced} HTTP/1.1\r\nHost: ${misplaced}/x y\r\n\r\n`,
  `GET /healthz?token=${misplaced} HTTP/1.1\r\nHost: user:${misplaced}@127.0.0.1\r\n\r\n`,
  `GET /healthz?token=${misplaced} HTTP/1.1\r\n\r\n`,
  `GET http://user:${misplaced}@127.0.0.1/healthz HTTP/1.1\r\nHost: x\r\n\r\n`,
  `BREW /v1/channels?token=${misplaced} HTTP/1.1\r\nHost: x\r\n\r\n`,
  `TRACE /v1/channels?token=${misplaced} HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${misplaced}\r\n\r\n`,
  `GET /v1\\channels?token=${misplaced} HTTP/1.1\r\nHost: x\r\n\r\n`,
  `GET /v1/channels HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${misplaced.repeat(2_000)}\r\n\r\n`,
  `GET /v1/channels HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${misplaced}\u0001\r\n\r\n`,
  `POST /v1/channels HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${PLANTED.adminToken}\r\nContent-Length: 999\r\n\r\n{"robots":"${misplaced}`,
  `${misplaced}\r\n\r\n`,
];
