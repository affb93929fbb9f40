import type { Bounds } from '#shared/access/bounds.ts';
import type { ParsedAlert } from '#shared/alert/alert.ts';
import { NATIVE } from '#shared/receiving/mapping/source-mapping.ts';
import type { Batch } from '#shared/receiving/receive.ts';
import { isReservedSource, RESERVED_SOURCE } from '#shared/receiving/source-name.ts';
import { problem } from '../edge/http-problem.ts';
import type { Asked } from './ingest-query.ts';
import { boundSource, refuseQuery } from './keep-to-bounds.ts';

type Refused = { readonly kind: 'refused'; readonly answer: Response };

/** Who sends, and where it goes. */
export type Sender = Omit<Batch, 'alerts'>;

/** The sender of a request: by its query, else by its token, else by its format. */
export function senderOf(
  { kind, query }: Asked,
  channelsOfSource: readonly string[] | undefined,
  bounds: Bounds | undefined,
): { readonly kind: 'sender'; readonly sender: Sender; readonly named: string | undefined } | Refused {
  if (query.kind === 'invalid') {
    const detail = 'Some query parameters are not valid.';
    return { kind: 'refused', answer: problem('invalid', { detail, errors: query.errors }) };
  }
  const outside = refuseQuery(bounds, query);
  if (outside !== undefined) return { kind: 'refused', answer: outside };

  const named = query.source ?? boundSource(bounds);
  const sender = { source: named ?? kind, ...whereTo(query.channels ?? channelsOfSource, bounds) };
  return isReservedSource(sender.source) ? refuseOwnNames(['source']) : { kind: 'sender', sender, named };
}

function whereTo(
  channels: readonly string[] | undefined,
  bounds: Bounds | undefined,
): Pick<Batch, 'channels' | 'within'> {
  return {
    ...(channels === undefined ? {} : { channels }),
    ...(bounds?.channels === undefined ? {} : { within: bounds.channels }),
  };
}

/**
 * The alerts with the senders they may name. In our own format each may name another, but not the relay. The word a
 * foreign format has for its sender goes behind the name in the query, and where it is the relay's it is passed over.
 */
export function withSenders(
  alerts: readonly ParsedAlert[],
  kind: string,
  named: string | undefined,
): { readonly kind: 'alerts'; readonly alerts: readonly ParsedAlert[] } | Refused {
  const own = alerts.flatMap((alert, at) => (isReservedSource(alert.source ?? '') ? [at] : []));
  if (kind === NATIVE) {
    return own.length > 0 ? refuseOwnNames(own.map((at) => `alerts[${at}].source`)) : { kind: 'alerts', alerts };
  }

  const isOfThis = (at: number) => named !== undefined || own.includes(at);
  return { kind: 'alerts', alerts: alerts.map((alert, at) => (isOfThis(at) ? ofThisSender(alert) : alert)) };
}

function ofThisSender({ source: _, ...alert }: ParsedAlert): ParsedAlert {
  return alert;
}

/** The refusal of who speaks by the relay's own name. */
function refuseOwnNames(fields: readonly string[]): Refused {
  const errors = fields.map((field) => ({ field, message: RESERVED_SOURCE }));
  const detail = 'Nothing was accepted. Mend every field named.';
  return { kind: 'refused', answer: problem('invalid', { detail, errors }) };
}
