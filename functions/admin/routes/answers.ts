import { problem } from '../../edge/http-problem.ts';

/** The answer about a channel that is not there. */
export function noChannel(): Response {
  return problem('unknown-channel', { detail: 'GET /v1/channels lists those there are.' });
}

/** The answer about a delivery that is not there. */
export function noDelivery(): Response {
  return problem('unknown-delivery', {
    detail: 'Deliveries are kept 90 days unless the relay was told otherwise; GET /v1/deliveries lists them.',
  });
}
