import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { type Sandbox, startSandbox } from '#local/sandbox/sandbox.ts';
import { type FakeOcp, PASSWORD, startFakeOcp } from '#test/fakes/ocp.ts';
import type { Cloud } from '../services/cloud.ts';
import { asOperator } from '../stack/account.ts';

/** The stand-in groups, by name. Tokens are as fake as they look. */
const GROUPS = [
  { product: 'dingtalk', name: 'dba', token: 'fake-token-dba', signingKey: 'SECfake-key-dba' },
  { product: 'dingtalk', name: 'second', token: 'fake-token-second' },
  { product: 'dingtalk', name: 'spare', token: 'fake-token-spare' },
  { product: 'dingtalk', name: 'broken', token: 'fake-token-broken' },
  { product: 'dingtalk', name: 'strict', token: 'fake-token-strict', filterWords: ['告警', '条', 'disk'] },
  { product: 'wecom', name: 'oncall', token: '00000000-0000-4000-8000-00000000aaaa' },
  { product: 'wecom', name: 'moved', token: '00000000-0000-4000-8000-00000000eeee' },
  { product: 'wecom', name: 'mended', token: '00000000-0000-4000-8000-00000000dddd' },
  { product: 'wecom', name: 'file', token: '00000000-0000-4000-8000-00000000ffff' },
] as const;

/** What no log of the relay may hold. */
export const SECRETS: readonly string[] = [
  PASSWORD.password,
  ...GROUPS.flatMap((group) => [group.token, ...('signingKey' in group ? [group.signingKey] : [])]),
];

/** Name of a stand-in group. */
export type GroupName = (typeof GROUPS)[number]['name'];

/** What a scene plays on. */
export interface Stage {
  readonly cloud: Cloud;
  readonly sandbox: Sandbox;
  /** The OCP that can't post. */
  readonly ocp: FakeOcp;
  /** Calls the API; the answer must have this status. Throws when a role was refused something on the way. */
  call(
    status: number,
    method: string,
    path: string,
    body?: unknown,
    token?: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<unknown>;
  /** Makes a channel with the robots of these groups. */
  makeChannel(name: string, groups: readonly GroupName[], more?: object): Promise<void>;
  /** What a group shows, message by message. */
  texts(group: GroupName): readonly string[];
  /** Lets all consumers work until a group shows some words. */
  shows(group: GroupName, words: string): Promise<void>;
  /** The webhook URL of a group's robot. */
  webhookUrl(group: GroupName): string;
}

/** A part of the relay's life, with everything it needs permissions for. Throws when something does not hold. */
export interface Scene {
  /** A sentence of what holds. */
  readonly name: string;
  play(stage: Stage): Promise<void>;
}

/** Who is outside of the relay and the account in a run: robots, and an OCP. */
export interface Outside {
  readonly sandbox: Sandbox;
  readonly ocp: FakeOcp;
  close(): Promise<void>;
}

/** Starts them, on loopback. */
export async function startOutside(): Promise<Outside> {
  const [sandbox, ocp] = await Promise.all([startSandbox({ groups: GROUPS }), startFakeOcp()]);
  const close = async (): Promise<void> => void (await Promise.all([sandbox.close(), ocp.close()]));

  return { sandbox, ocp, close };
}

/** Builds the stage: reads the first token as a person does. */
export async function stageOn(cloud: Cloud, { sandbox, ocp }: Outside): Promise<Stage> {
  const admin = await firstToken(cloud);
  const group = (name: GroupName) => GROUPS.find((each) => each.name === name) ?? GROUPS[0];
  const texts = (name: GroupName) =>
    sandbox.group(group(name).token).messages.map(({ title, text }) => `${title} ${text}`);
  const webhookUrl = (name: GroupName) => sandbox.webhookUrl(group(name).token);
  const call: Stage['call'] = async (status, method, path, body, token = admin, headers = {}) => {
    const response = await fetch(`${cloud.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    cloud.account.moto.throwRefused();
    if (response.status !== status)
      throw new Error(`${method} ${path}: ${response.status} instead of ${status}: ${text}`);

    return text === '' ? undefined : JSON.parse(text);
  };

  return {
    cloud,
    sandbox,
    ocp,
    call,
    texts,
    webhookUrl,
    async makeChannel(name, groups, more = {}) {
      const robots = groups.map((each) => ({ webhookUrl: webhookUrl(each), ...signing(group(each)) }));
      const [first = 'dba'] = groups;
      await call(201, 'POST', '/v1/channels', { name, type: group(first).product, robots, ...more });
    },
    shows: (name, words) =>
      cloud.until(`${name} shows ${words}`, () => texts(name).some((text) => text.includes(words))),
  };
}

function signing(group: (typeof GROUPS)[number]): { readonly signatureKey?: string } {
  return 'signingKey' in group ? { signatureKey: group.signingKey } : {};
}

/** The secret of the first tokens is the only one that stands in the template. */
async function firstToken({ account, deployment }: Cloud): Promise<string> {
  const [id = ''] = deployment.idsOf('AWS::SecretsManager::Secret');
  const client = new SecretsManagerClient(asOperator(account));
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: deployment.nameOf(id) }));

  return z.object({ admin: z.string() }).parse(JSON.parse(SecretString)).admin;
}
