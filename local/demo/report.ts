import { PRODUCT_NAMES } from '../sandbox/product-names.ts';
import { groupStory } from './group-story.ts';
import { DEMO_GROUPS } from './groups.ts';
import { type AccountColumn, latencyText, ledgerText, summaryText } from './ledger-text.ts';
import type { DemoRun } from './run-demo.ts';

function columnsOf({ account, sandbox }: DemoRun): readonly AccountColumn[] {
  return account.channels.flatMap((channel) => {
    const demo = DEMO_GROUPS.find((candidate) => candidate.channel === channel.channel);
    if (demo === undefined) return [];
    const title = PRODUCT_NAMES[demo.group.product];

    return [{ title, account: channel, robot: sandbox.group(demo.group.token).counters }];
  });
}

function lostText({ account }: DemoRun): readonly string[] {
  return account.channels
    .filter(({ lostIds }) => lostIds.length > 0)
    .map(({ channel, lostIds }) => `  lost in ${channel}: ${lostIds.join(', ')}`);
}

/** What is printed at the end: the chats, the ledger, the latencies, and the run in one sentence. */
export function reportText(run: DemoRun): string {
  const messages = run.sandbox.groups.reduce((sum, { counters }) => sum + counters.delivered, 0);

  return [
    ...run.sandbox.groups.map((group) => groupStory(group, run.stormAtMs)),
    'Ledger: what became of every alert the relay accepted',
    '',
    ledgerText(columnsOf(run)),
    '',
    'Time to the first message with the alert, counted from the sender’s request',
    '',
    latencyText(run.account.latencies),
    '',
    ...lostText(run),
    summaryText(run.account, messages, run.tookMs, run.problems),
    '',
  ].join('\n');
}
