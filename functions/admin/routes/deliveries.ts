import type { Delivery, DeliveryDetail, DeliveryQuery } from '#shared/delivery/ledger.ts';
import type { Handlers } from '../../edge/app.ts';
import { json } from '../../edge/http-problem.ts';
import { badQuery, limit, oneOf, readQuery, text, time } from '../../edge/query.ts';
import { rfc3339 } from '../../edge/times.ts';
import type { AdminDeps } from '../deps.ts';
import { MESSAGE_KINDS, OUTCOMES } from '../words.ts';
import { noDelivery } from './answers.ts';
import { listed } from './listed.ts';

/** The routes of deliveries: every attempt with its reason. */
export function deliveryRoutes(deps: AdminDeps): Pick<Handlers<'admin'>, 'listDeliveries' | 'getDelivery'> {
  return {
    listDeliveries: ({ query }) =>
      listed(
        readQuery<Omit<DeliveryQuery, 'channels'>>(query, {
          channel: text,
          robot: text,
          kind: oneOf(MESSAGE_KINDS),
          outcome: oneOf(OUTCOMES),
          reason: text,
          text,
          since: time,
          until: time,
          limit: limit(100),
          cursor: text,
        }),
        deps.listDeliveries,
        shownDelivery,
      ),
    getDelivery: async ({ params, query }) => {
      const read = readQuery<object>(query, {});
      if (read.kind === 'invalid') return badQuery(read.errors);

      const delivery = await deps.getDelivery(params['id'] ?? '');
      return delivery === undefined ? noDelivery() : json(shownDetail(delivery));
    },
  };
}

function shownDelivery(delivery: Delivery): object {
  return {
    id: delivery.id,
    channel: delivery.channel,
    robot: delivery.robot,
    kind: delivery.kind,
    outcome: delivery.outcome,
    reason: delivery.reason,
    errcode: delivery.errcode,
    errmsg: delivery.errmsg,
    attempt: delivery.attempt,
    at: rfc3339(delivery.at),
    latencyMs: delivery.latencyMs,
    alertCount: delivery.alertCount,
  };
}

function shownDetail(delivery: DeliveryDetail): object {
  return {
    ...shownDelivery(delivery),
    format: delivery.format,
    title: delivery.title,
    text: delivery.text,
    ...(delivery.fellBack === undefined ? {} : { fellBack: delivery.fellBack }),
    ...(delivery.template === undefined ? {} : { template: delivery.template }),
    alerts: delivery.alerts,
  };
}
