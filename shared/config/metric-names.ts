/** Namespace of the relay's metrics in CloudWatch. */
export const METRICS_NAMESPACE = 'Tocsin';

/**
 * Every metric of the relay and its unit. The functions emit these names, the
 * stack's alarms look for them, and the runbook has an article by each that an
 * alarm or an outcome is named after.
 *
 * None has a dimension but the function it comes from: each other value of one
 * would be one more metric to pay for (0.30 USD a month,
 * https://aws.amazon.com/cloudwatch/pricing/, read 2026-11-21). By which
 * channel, robot or source is a question for the log and the ledger.
 */
export const METRICS = {
  /** Alerts taken in. */
  accepted: 'Count',
  /** Requests that were answered 5xx, by the function that did. */
  answered5xx: 'Count',
  /** Messages meant for a robot whose sender was told to come again: that answer is HTTP 200 and no other figure shows it. */
  robotMessageNotStored: 'Count',

  // The outcomes of messages, one each.
  delivered: 'Count',
  throttled: 'Count',
  misconfigured: 'Count',
  rejected: 'Count',
  unreachable: 'Count',
  unknown: 'Count',

  /** Alerts that a silence held back. */
  silenced: 'Count',
  /** Alerts that another one, which fires, held back. */
  inhibited: 'Count',
  /** Alerts that ended as dead letters. */
  dead: 'Count',
  /** Messages in a default template, since the channel's own failed. */
  templateFallback: 'Count',
  /** A month's quota passed 70 %. */
  quota70: 'Count',
  /** A month's quota passed 90 %, or is used up. */
  quota90: 'Count',
  /** Messages whose answer showed that our clock and the robot's differ. */
  clockSkew: 'Count',
  /** Notices that a channel or the operators did not get. */
  notAnnounced: 'Count',
  /** Messages delivered with the canary's alert in them. */
  canary: 'Count',

  /** For how long the oldest alert has been due, beyond what settings hold on purpose. A figure each minute. */
  oldestWaitingSeconds: 'Seconds',
} as const;

/** Name of a metric. */
export type MetricName = keyof typeof METRICS;
