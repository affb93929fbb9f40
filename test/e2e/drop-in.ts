import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ChatMessage } from '#local/sandbox/chat-record.ts';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { Checks } from './checks.ts';
import { startRelay, TOKENS, until } from './relay.ts';

/*
 * Senders that know only a robot's own wire, in processes of their own, and the
 * relay in the robot's place. What they send must reach the groups as it is.
 */

const run = promisify(execFile);
const SENDERS = fileURLToPath(new URL('./drop-in-senders.py', import.meta.url));

const GUIDE = readFileSync(new URL('../../docs/drop-in.md', import.meta.url), 'utf8');

const SIGNING_KEY = 'SECfake0000000000000000000000000000000000000000000000000000000000001';
const GROUPS = [
  {
    product: 'dingtalk',
    name: 'team-d',
    token: 'fake-token-of-drop-in',
    signingKey: 'SECfakeofthegroup',
    keywords: [],
  },
  { product: 'wecom', name: 'team-w', token: '00000000-0000-4000-8000-000000000001' },
] as const;
const [DINGTALK, WECOM] = GROUPS;

const sandbox = await startSandbox({ groups: GROUPS });
const relay = await startRelay(sandbox.host);
try {
  await relay.client.createChannel({
    ...{ name: DINGTALK.name, type: 'dingtalk' },
    robots: [{ webhookUrl: sandbox.webhookUrl(DINGTALK.token), signatureKey: DINGTALK.signingKey }],
  });
  await relay.client.createChannel({
    ...{ name: WECOM.name, type: 'wecom' },
    robots: [{ webhookUrl: sandbox.webhookUrl(WECOM.token) }],
  });
  const tokens = {
    curl: await makeToken('curl', { channels: [DINGTALK.name] }),
    robot: await makeToken('apprise', { channels: [DINGTALK.name], form: 'robot' }),
    signed: await makeToken('chatbot', { channels: [DINGTALK.name], form: 'robot', signingKey: SIGNING_KEY }),
    wecom: await makeToken('wecom', { channels: [WECOM.name] }),
  };
  const host = relay.url.replace('http://', '');
  const checks = new Checks();
  await sendByCurl(checks, `${relay.url}/robot/send?access_token=${tokens.curl}`, 'curl to DingTalk');
  await sendByCurl(checks, `${relay.url}/cgi-bin/webhook/send?key=${tokens.wecom}`, 'curl to WeCom');
  const args = [SENDERS, host, tokens.robot, tokens.signed, SIGNING_KEY, tokens.wecom];
  const { stdout } = await run('python3', args, { env: { ...process.env, NO_PROXY: '127.0.0.1' } });
  for (const [sender, said] of Object.entries<unknown>(JSON.parse(stdout))) {
    const text = JSON.stringify(said);
    checks.check(said === true || text === '{"errcode":0,"errmsg":"ok"}', `${sender}: ${text}`);
  }

  for (const [shell, option, block] of [
    ['bash', '-c', 'bash'],
    ['python3', '-c', 'python'],
  ] as const) {
    const env = { ...process.env, NO_PROXY: '127.0.0.1', RELAY: relay.url, TOKEN: tokens.signed, KEY: SIGNING_KEY };
    const said = await run(shell, [option, exampleOf(block)], { env });
    checks.check(
      said.stdout.trim() === '{"errcode":0,"errmsg":"ok"}',
      `the guide's example in ${block}: ${said.stdout}`,
    );
  }

  const messages = () => GROUPS.map(({ token }) => sandbox.group(token).messages);
  await until(() => messages().flat().length >= 11, 30_000);
  judge(checks, messages());
  const secrets = Object.values(tokens);
  checks.check(!relay.log().some((line) => secrets.some((secret) => line.includes(secret))), 'no token in the log');
  checks.finish('Senders that know only a robot, with another host');
} finally {
  await relay.stop();
  await sandbox.close();
}

/** As OCP's manual has it, with the host changed. */
async function sendByCurl(checks: Checks, url: string, content: string): Promise<void> {
  const body = JSON.stringify({ msgtype: 'text', text: { content } });
  const { stdout } = await run('curl', ['-s', url, '-H', 'Content-Type: application/json', '-d', body]);
  checks.check(stdout === '{"errcode":0,"errmsg":"ok"}', `${content}: ${stdout}`);
}

/** The only example of a language in the guide, as it stands there. */
function exampleOf(language: string): string {
  const [, example] = new RegExp(`^\`\`\`${language}$([\\s\\S]*?)^\`\`\`$`, 'm').exec(GUIDE) ?? [];
  if (example === undefined) throw new Error(`docs/drop-in.md has no example in ${language}`);
  return example;
}

async function makeToken(name: string, wanted: object): Promise<string> {
  const response = await fetch(`${relay.url}/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKENS.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, scopes: ['ingest'], ...wanted }),
  });
  const { token } = (await response.json()) as { readonly token: string };

  return token;
}

function judge(checks: Checks, [dingtalk = [], wecom = []]: readonly (readonly ChatMessage[])[]): void {
  const shown = (messages: readonly ChatMessage[]) =>
    messages.map(({ msgtype, title, text }) => `${msgtype} ${title} ${text}`.replace(/\s+/g, ' ').trim());
  const expected: readonly (readonly [readonly ChatMessage[], string])[] = [
    [dingtalk, 'text curl to DingTalk'],
    [dingtalk, 'text Apprise from Apprise to DingTalk'],
    [dingtalk, 'text from DingtalkChatbot @13800000000'],
    [dingtalk, 'markdown DingtalkChatbot #### in **markdown**'],
    [dingtalk, 'link DingtalkChatbot a link'],
    [dingtalk, 'text 备份失败：在 bash 里签名'],
    [dingtalk, 'text 备份失败：在 Python 里签名'],
    [wecom, 'text curl to WeCom'],
    [wecom, 'text Apprise from Apprise to WeCom'],
    [wecom, 'text from wechat-work-webhook'],
    [wecom, 'markdown # wechat-work-webhook in markdown'],
  ];
  for (const [messages, start] of expected) {
    const found = shown(messages).some((text) => text.startsWith(start));
    checks.check(found, `the group shows "${start}"${found ? '' : `, not: ${shown(messages).join(' | ')}`}`);
  }
  checks.check(
    dingtalk.length === 7 && wecom.length === 4,
    `${dingtalk.length} and ${wecom.length} messages, each as it came`,
  );
}
