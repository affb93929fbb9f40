/** How soon somebody has to look: at once, within hours, within days. */
export type AlarmSeverity = 'high' | 'medium' | 'low';

/**
 * Every alarm of the relay. The name is the alarm's heading in the runbook, the
 * metric's or the outcome's own word where it has one, and what the `alarms`
 * setting calls it.
 */
export const ALARM_NAMES = [
  'oldestWaiting',
  'sweepMissing',
  'receive5xx',
  'dead',
  'misconfigured',
  'throttled',
  'quota70',
  'quota90',
  'templateFallback',
  'wakeUpDeadLetters',
  'eventDeadLetters',
  'eventsWaiting',
  'operatorQueue',
  'functionErrors',
  'functionThrottles',
  'canaryMissing',
  'ocpNotPolled',
] as const;

/** Name of an alarm. */
export type AlarmName = (typeof ALARM_NAMES)[number];

/** What of an alarm may be set otherwise. */
export interface AlarmSetting {
  /**
   * The figure from which on it is an alarm, in the alarm's own unit: seconds, alerts, messages, errors.
   *
   * @default - the one in docs/runbook.md
   */
  readonly threshold?: number;
  /**
   * How soon somebody has to look.
   *
   * @default - the one in docs/runbook.md
   */
  readonly severity?: AlarmSeverity;
}

/** What of the alarms is set otherwise, by name; `false` leaves an alarm out. */
export type AlarmSettings = Readonly<Partial<Record<AlarmName, AlarmSetting | false>>>;
