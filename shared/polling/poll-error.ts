/** A round could not be made, or not to its end. Its words hold no secret. */
export class PollError extends Error {
  override name = 'PollError' as const;
}
