import type { OperatorEvent } from './operator-hook.ts';

/** An event in a sentence, what to do about it and its article in the runbook, for a mail or a line of the log. */
export function operatorText(event: OperatorEvent): string {
  switch (event.kind) {
    case 'dead-letters':
      return (
        `Channel ${event.channel} could not deliver ${event.count === 1 ? '1 alert' : `${event.count} alerts`} (${event.reason}). ` +
        'GET /v1/dead-letters lists them, POST /v1/dead-letters/replay sends them again (docs/runbook.md#dead).'
      );
    case 'robot-misconfigured':
      return (
        `Robot ${event.robot} of channel ${event.channel} refuses every message (${event.reason}). ` +
        'GET /v1/robots says what to do (docs/runbook.md#misconfigured).'
      );
    case 'source-silent':
      return (
        `Nothing has come from source ${event.source} since ${event.since}: its alerts may not get here. ` +
        'Look at the sender and its way to the relay (docs/runbook.md#source-silent).'
      );
    case 'quota':
      return quotaText(event);
    default:
      return event satisfies never;
  }
}

function quotaText({ pool, used, limit, level }: Extract<OperatorEvent, { kind: 'quota' }>): string {
  const state = level === 100 ? 'is used up' : `has passed ${level} %`;
  const article = level === 70 ? 'quota70' : 'quota90';
  return `The month's message quota of ${pool} ${state}: ${used} of ${limit ?? 'an unknown number'} (docs/runbook.md#${article}).`;
}
