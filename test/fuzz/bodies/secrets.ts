import { spellings } from '#test/assertions/leaks-no-secret.ts';
import { TOKENS } from '#test/functions/fakes.ts';

/** What must never be echoed: tokens of the API, of robots, keys, a proxy's password. All made up. */
export const SECRETS = {
  dingtalkToken: 'fake-robot-token-of-team-d-7c1e',
  dingtalkKey: 'SECfakesigningkeyofteamd0001',
  wecomKey: 'fake-robot-key-of-team-w-5b2a',
  spareToken: 'fake-robot-token-of-spare-08d4',
  proxyPassword: 'fake-proxy-password-of-team-d-91d3',
  senderKey: 'fake-signing-key-of-grafana-3f6b',
  tokenKey: 'SECfakesigningkeyofatoken0002',
  ...TOKENS,
} as const;

const NAMED = Object.entries(SECRETS);

/** Secrets that senders may write in a round. The others of them nobody wrote, so they must be nowhere at all. */
export function writtenIn(round: number): readonly string[] {
  return NAMED.flatMap(([, secret], at) => ((at + round) % 3 === 0 ? [] : [secret]));
}

/** Looks for secrets in texts; `more` are those that were made meanwhile. */
export function secretFinder(more: Readonly<Record<string, string>>): (text: string) => readonly string[] {
  const needles = [...NAMED, ...Object.entries(more)].map(([name, secret]) => ({ name, texts: spellings(secret) }));

  return (text) => needles.filter(({ texts }) => texts.some((one) => text.includes(one))).map(({ name }) => name);
}
