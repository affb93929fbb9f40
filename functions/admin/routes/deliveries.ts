import type { Language } from '#shared/channels/channel.ts';
import { adviceForRecord } from '#shared/delivery/advice.ts';
import type { Delivery, DeliveryDetail, DeliveryQuery } from '#shared/delivery/ledger.ts';
import type { Handlers, RouteRequest } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { wantedLanguage } from '../../edge/language.ts';
import { badQuery, limit, oneOf, readQuery, text, time } from '../../edge/query.ts';
import { rfc3339 } from '../../edge/times.ts';
import type { AdminDeps } from '../deps.ts';
import { MESSAGE_KINDS, OUTCOMES } from '../words.ts';
import { noDelivery } from './answers.ts';
import { LANGUAGE, listed } from './listed.ts';

const COLUMNS = [
  ...['id', 'channel', 'robot', 'kind', 'outcome', 'reason', 'errcode', 'errmsg', 'attempt', 'at', 'latencyMs'],
  ...['alertCount', 'advice'],
];

/** The routes of deliveries: every attempt with its reason. */
export function deliveryRoutes(deps: AdminDeps): Pick<Handlers<'admin'>, 'listDeliveries' | 'getDelivery'> {
  return {
    listDeliveries: (request) =>
      seeksInForeign(request) ??
      listed<Omit<DeliveryQuery, 'channels'>, Delivery>(request, {
        name: 'deliveries',
        readers: {
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
        },
        list: deps.listDeliveries,
        columns: COLUMNS,
        shown: shownDelivery,
      }),
    getDelivery: async ({ request, params, query }) => {
      const read = readQuery<{ language?: Language }>(query, { language: LANGUAGE });
      if (read.kind === 'invalid') return badQuery(read.errors);

      const delivery = await deps.getDelivery(params['id'] ?? '');
      const language = wantedLanguage(read.values.language, request.headers);
      return delivery === undefined ? noDelivery() : json(shownDetail(delivery, language));
    },
  };
}

/** Whether a text is found in a message would tell what alerts say that a bound token does not see. */
function seeksInForeign({ caller, query }: RouteRequest): Response | undefined {
  if (caller?.bounds === undefined || !query.has('text')) return undefined;

  return problem('out-of-bounds', {
    detail: 'This token is bound, and a message may hold alerts it does not see: it can seek no text in messages.',
  });
}

function shownDelivery(delivery: Delivery, language: Language) {
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
    advice: delivery.outcome === 'delivered' ? '' : adviceForRecord(delivery, language),
  };
}

function shownDetail(delivery: DeliveryDetail, language: Language): object {
  return {
    ...shownDelivery(delivery, language),
    format: delivery.format,
    title: delivery.title,
    text: delivery.text,
    ...(delivery.fellBack === undefined ? {} : { fellBack: delivery.fellBack }),
    ...(delivery.template === undefined ? {} : { template: delivery.template }),
    alerts: delivery.alerts,
  };
}
