import type { OperatorEvent } from './operator-hook.ts';

/** An event in a sentence and what to do about it, for a mail or a line of the log. */
export function operatorText(event: OperatorEvent): string {
  switch (event.kind) {
    case 'dead-letters':
      return (
        `Channel ${event.channel} could not deliver ${event.count === 1 ? '1 alert' : `${event.count} alerts`} (${event.reason}). ` +
        'GET /v1/dead-letters lists them, POST /v1/dead-letters/replay sends them again.'
      );
    case 'robot-misconfigured':
      return (
        `Robot ${event.robot} of channel ${event.channel} refuses every message (${event.reason}). ` +
        'GET /v1/robots says what to do.'
      );
    case 'quota':
      return quotaText(event);
    default:
      return event satisfies never;
  }
}

function quotaText({ pool, used, limit, level }: Extract<OperatorEvent, { kind: 'quota' }>): string {
  const state = level === 100 ? 'is used up' : `has passed ${level} %`;
  return `The month's message quota of ${pool} ${state}: ${used} of ${limit ?? 'an unknown number'}.`;
}
