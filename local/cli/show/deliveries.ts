import * as z from 'zod/mini';
import type { Session } from '../session.ts';
import { showFacts } from './facts.ts';
import { plainLines, plainText } from './plain-text.ts';
import type { Column } from './table.ts';
import { toneOf } from './tones.ts';

/** One attempt to send a message. */
export const DELIVERY = z.object({
  id: z.string(),
  channel: z.string(),
  robot: z.string(),
  kind: z.string(),
  outcome: z.string(),
  reason: z.string(),
  errcode: z.nullable(z.number()),
  errmsg: z.string(),
  attempt: z.number(),
  at: z.string(),
  latencyMs: z.number(),
  alertCount: z.number(),
});

/** One attempt. */
export type DeliveryRow = z.infer<typeof DELIVERY>;

/** Attempts as a table. */
export function deliveryColumns(moment: Session['moment']): readonly Column<DeliveryRow>[] {
  return [
    { title: 'AT', of: ({ at }) => moment(at).slice(5), tone: () => 'quiet' },
    { title: 'OUTCOME', of: ({ outcome }) => outcome, tone: ({ outcome }) => toneOf(outcome) },
    { title: 'CHANNEL', of: ({ channel, robot }) => `${channel}/${robot}`, mayShrink: true },
    { title: 'KIND', of: ({ kind }) => kind, mayVanish: true },
    {
      title: 'ALERTS',
      of: ({ alertCount }) => (alertCount === 0 ? '' : String(alertCount)),
      align: 'right',
      mayVanish: true,
    },
    { title: 'MS', of: ({ latencyMs }) => String(latencyMs), align: 'right', mayVanish: true },
    { title: 'ID', of: ({ id }) => id },
    { title: 'WHY', of: why, mayShrink: true },
  ];
}

/** What the robot said, where there is something to say. */
export function why({ outcome, reason, errcode, errmsg }: DeliveryRow): string {
  if (outcome === 'delivered') return '';
  return [reason, errcode === null ? '' : String(errcode), errmsg].filter((part) => part !== '').join(' · ');
}

/** An attempt with the message as it was sent, and its alerts. */
export const DELIVERY_DETAIL = z.extend(DELIVERY, {
  format: z.string(),
  title: z.string(),
  text: z.string(),
  fellBack: z.optional(z.string()),
  advice: z.optional(z.string()),
  alerts: z.array(z.unknown()),
});

/** All of one attempt. */
export function showDelivery(delivery: z.infer<typeof DELIVERY_DETAIL>, { moment, paint }: Session): string {
  return [
    showFacts([
      ['outcome', delivery.outcome],
      ['why', why(delivery)],
      ['which means', delivery.advice],
      ['channel', delivery.channel],
      ['robot', delivery.robot],
      ['kind', `${delivery.kind}, attempt ${delivery.attempt}`],
      ['at', `${moment(delivery.at)}, answered within ${delivery.latencyMs} ms`],
      ['id', delivery.id],
      ['own template failed', delivery.fellBack],
      [
        'alerts',
        delivery.alertCount === 0 ? '' : `${delivery.alertCount}: tocsin alert list --delivery ${delivery.id}`,
      ],
    ]),
    '',
    paint('title', plainText(delivery.title)),
    plainLines(delivery.text),
  ].join('\n');
}
