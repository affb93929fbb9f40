import { CHANNEL_DEFAULTS } from '#shared/channels/channel-defaults.ts';
import { plainText } from '../show/plain-text.ts';
import type { Paint } from '../show/table.ts';
import { cutTo, padTo, widthOf } from '../show/width.ts';
import type { DesiredChannel } from './desired-channel.ts';
import { type Difference, fieldsOf } from './differences.ts';
import type { ChannelPlan } from './plan.ts';

/** How much of a value is shown: templates are long. */
const MOST_OF_VALUE = 60;

const DEFAULTS = fieldsOf({ ...CHANNEL_DEFAULTS });

/** What would happen, channel by channel and field by field. */
export function showPlan(plans: readonly ChannelPlan[], paint: Paint): string {
  return plans.map((plan) => showOne(plan, paint)).join('\n');
}

function showOne(plan: ChannelPlan, paint: Paint): string {
  const name = plainText(plan.name);
  switch (plan.kind) {
    case 'create':
      return [paint('good', `+ ${name}: is created`), ...fieldLines(news(plan.fields), 'new')].join('\n');
    case 'replace':
      return [
        paint('odd', `~ ${name}: is changed`),
        ...fieldLines(plan.fields, 'changed'),
        ...secretLines(plan.wanted),
      ].join('\n');
    case 'send-secrets':
      return [
        paint('odd', `~ ${name}: is as it should be, its secrets are sent again`),
        ...secretLines(plan.wanted),
      ].join('\n');
    case 'same':
      return paint('quiet', `= ${name}: stays as it is`);
    case 'managed-by-file':
      return paint(
        'bad',
        `! ${name}: is of the file the relay was deployed or started with, and can be changed only there`,
      );
    case 'delete':
      return paint('bad', `- ${name}: is deleted`);
    case 'left-alone':
      return paint('quiet', `  ${name}: is not in this file and is left alone: ${WHY[plan.why]}`);
    default:
      return plan satisfies never;
  }
}

const WHY = {
  'made-by-hand': 'it was made over the API (--delete-others deletes those)',
  'of-another-file': 'it is of the file the relay was deployed or started with',
} as const;

/** Of a new channel what is not as it would be anyway. */
function news(fields: readonly Difference[]): readonly Difference[] {
  return fields.filter(({ field, to }) => field !== 'name' && DEFAULTS.get(field) !== to);
}

function fieldLines(fields: readonly Difference[], what: 'new' | 'changed'): readonly string[] {
  const width = Math.max(0, ...fields.map(({ field }) => widthOf(field)));
  return fields.map(({ field, from, to }) => {
    const value = what === 'new' ? shown(to) : `${shown(from)} → ${shown(to)}`;
    return `    ${padTo(plainText(field), width)}  ${value}`;
  });
}

function shown(value: string | undefined): string {
  return value === undefined ? 'none' : cutTo(plainText(value), MOST_OF_VALUE);
}

const HOW = {
  sent: 'is sent',
  kept: 'stays as the relay has it: no value is known here',
} as const;

function secretLines({ secrets }: DesiredChannel): readonly string[] {
  return secrets.map(({ field, how }) => `    ${plainText(field)} (secret) ${HOW[how]}`);
}
