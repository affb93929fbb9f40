import { CHANNEL_DEFAULTS } from '#shared/channels/channel-defaults.ts';
import { type CountQuery, type DeliveryCount, MAX_COUNTED_MS } from '#shared/delivery/count-deliveries.ts';
import { isoLocal } from '#shared/rendering/local-time.ts';
import type { Handlers, RouteRequest } from '../../edge/app.ts';
import { badQuery, oneOf, type Readers, readQuery, text, time, timeZone } from '../../edge/query.ts';
import type { AdminDeps } from '../deps.ts';
import { LIST_FORMATS, type ListFormat, wantedFormat } from '../list-format.ts';
import { MESSAGE_KINDS, OUTCOMES } from '../words.ts';
import { answerPage } from './answer-page.ts';
import { orBadCursor } from './listed.ts';

type Asked = Partial<Omit<CountQuery, 'channels'>> & { readonly format?: ListFormat };

const READERS: Readers<Asked> = {
  channel: text,
  robot: text,
  kind: oneOf(MESSAGE_KINDS),
  outcome: oneOf(OUTCOMES),
  reason: text,
  since: time,
  until: time,
  by: oneOf(['hour', 'day']),
  timeZone,
  cursor: text,
  format: oneOf(LIST_FORMATS),
};
const COLUMNS = ['since', 'until', ...OUTCOMES, 'alerts'];
const DAY_MS = 24 * 3600_000;

/** The route that counts deliveries over time. */
export function countRoutes({ countDeliveries }: AdminDeps): Pick<Handlers<'admin'>, 'countDeliveries'> {
  return {
    countDeliveries: async (request) => {
      const read = readQuery<Asked>(request.query, READERS);
      if (read.kind === 'invalid') return badQuery(read.errors);
      const { format, ...asked } = read.values;
      const query = completed(asked, request);
      const error = outOfRange(query);
      if (error !== undefined) return badQuery([error]);

      return orBadCursor(async () => {
        const { items, cursor } = await countDeliveries(query);
        const rows = items.map((count) => shownCount(count, query.timeZone));
        const { url, headers } = request.request;
        const look = { name: 'delivery-counts', format: wantedFormat(format, headers), columns: COLUMNS, url };
        return answerPage({ items: rows, cursor }, look);
      });
    },
  };
}

/** A week until now by days, on the clock channels have by default. */
function completed(asked: Partial<CountQuery>, { nowMs }: RouteRequest): CountQuery {
  const until = asked.until ?? nowMs;
  const { timeZone: zone } = CHANNEL_DEFAULTS.message;
  return { since: until - 7 * DAY_MS, by: 'day', timeZone: zone, ...asked, until };
}

function outOfRange({ since, until }: CountQuery) {
  if (since >= until) return { field: 'since', message: 'must be before until' };
  return until - since <= MAX_COUNTED_MS
    ? undefined
    : { field: 'since', message: `must be at most ${MAX_COUNTED_MS / DAY_MS} days before until` };
}

function shownCount({ since, until, outcomes, alerts }: DeliveryCount, zone: string) {
  return { since: isoLocal(since, zone), until: isoLocal(until, zone), ...outcomes, alerts };
}
