import type { GroupSpec } from './group-spec.ts';
import type { Sandbox } from './sandbox.ts';

/** The groups `npm run sandbox` opens. Tokens and key are plainly made up. */
export const EXAMPLE_GROUPS = [
  { product: 'dingtalk', name: 'DBA on call', token: 'sandbox-dingtalk' },
  {
    product: 'dingtalk',
    name: 'DBA on call, signed',
    token: 'sandbox-dingtalk-signed',
    signingKey: 'SECsandbox-signing-key',
  },
  { product: 'wecom', name: 'Operations', token: 'sandbox-wecom' },
] as const satisfies readonly GroupSpec[];

const [PLAIN, SIGNED, WECOM] = EXAMPLE_GROUPS;

function curl(url: string): string {
  return `curl '${url}' -H 'Content-Type: application/json' -d '{"msgtype": "text","text": {"content":"hello world"}}'`;
}

/** The two test lines of OCP's manual, with nothing but the host and the token changed. */
export function testLines(sandbox: Sandbox): readonly [string, string] {
  return [curl(sandbox.webhookUrl(PLAIN.token)), curl(sandbox.webhookUrl(WECOM.token))];
}

/** What `npm run sandbox` says when it is ready: where the robots are and how to use them. */
export function sandboxGuide(sandbox: Sandbox): string {
  const [dingtalk, wecom] = testLines(sandbox);

  return `Tocsin sandbox: stand-ins for group robots, as strict as the real ones

  chats      ${sandbox.url}/
  DingTalk   ${sandbox.webhookUrl(PLAIN.token)}
  signed     ${sandbox.webhookUrl(SIGNED.token)}
             signing key ${SIGNED.signingKey}
  WeCom      ${sandbox.webhookUrl(WECOM.token)}

Send a line to each group:

  ${dingtalk}

  ${wecom}

Let a relay send to them: start it with

  npm start -- --allow-webhook-host ${sandbox.host}

and create a channel with one of the URLs above as "webhookUrl" (the signed one with its "signatureKey").

Break something, then mend it (a kind of fault it does not know is answered with those it does):

  curl '${sandbox.url}/_sandbox/groups/${WECOM.token}/faults' -d '{"kind":"latency","ms":3000}'
  curl '${sandbox.url}/_sandbox/groups/${WECOM.token}/faults' -X DELETE

Each message is shown here as it arrives. Ctrl-C stops.

`;
}
