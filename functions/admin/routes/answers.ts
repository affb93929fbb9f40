import { problem } from '../../edge/http-problem.ts';

/** The answer about a channel that is not there. */
export function noChannel(): Response {
  return problem('unknown-channel', { detail: 'GET /v1/channels lists those there are.' });
}
