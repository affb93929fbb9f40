import { Token } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** Batches of events under way at once: they must not take all of the concurrency that HTTP senders need. */
export const EVENTS_MAX_CONCURRENCY = 5;

/** Which events of AWS come in by themselves. Each is asked for by name; without any, no queue is made. */
export interface RelayEvents {
  /**
   * Changes of CloudWatch alarms to ALARM and back to OK, metric and composite alarms alike, and the end of those that
   * are deleted while they fire.
   *
   * @default false
   */
  readonly cloudWatchAlarms?: boolean;
  /**
   * Also alarms that change to INSUFFICIENT_DATA: what fired goes on, anything else is told as a caution. Goes with
   * `cloudWatchAlarms`.
   *
   * @default false
   */
  readonly insufficientData?: boolean;
  /**
   * AWS Health: troubles of AWS, planned changes, notices to the account.
   *
   * @default false
   */
  readonly health?: boolean;
  /**
   * Findings of GuardDuty.
   *
   * @default false
   */
  readonly guardDuty?: boolean;
  /**
   * Topics of this account whose alarms come in; they are subscribed to.
   *
   * @default - none
   */
  readonly topics?: readonly ITopic[];
  /**
   * Bus the rules are on. What AWS itself sends is on the account's default bus.
   *
   * @default - the account's default bus
   */
  readonly eventBus?: IEventBus;
  /**
   * Accounts that may put events on the bus: their own rules send them here.
   *
   * @default - only this account
   */
  readonly allowedAccounts?: readonly string[];
  /**
   * Organization (`o-…`) all of whose accounts may put events on the bus.
   *
   * @default - none
   */
  readonly allowedOrganization?: string;
}

/** A source of `tocsin.yaml` that asks for events. */
export interface MappedEvents {
  readonly name: string;
  /** An event pattern. */
  readonly match?: Readonly<Record<string, unknown>>;
}

/** What is wrong with the settings, each with what to do about it. */
export function eventProblems({
  events,
  snsTopics = [],
}: {
  readonly events?: RelayEvents | undefined;
  readonly snsTopics?: readonly string[] | undefined;
}): readonly string[] {
  const { allowedAccounts = [], allowedOrganization, cloudWatchAlarms, insufficientData } = events ?? {};
  const unfit = allowedAccounts.filter((account) => !Token.isUnresolved(account) && !/^\d{12}$/.test(account));
  const topics = snsTopics.filter((topic) => !Token.isUnresolved(topic) && !TOPIC.test(topic));

  return [
    ...(unfit.length > 0 ? ['events.allowedAccounts must each be the twelve digits of an account'] : []),
    ...(allowedOrganization === undefined ||
    Token.isUnresolved(allowedOrganization) ||
    /^o-[a-z0-9]{10,32}$/.test(allowedOrganization)
      ? []
      : ['events.allowedOrganization must be the id of an organization, o-…']),
    ...(insufficientData === true && cloudWatchAlarms !== true
      ? ['events.insufficientData goes with events.cloudWatchAlarms: add it or leave both out']
      : []),
    ...(topics.length > 0
      ? [
          'snsTopics must each be the ARN of a topic, arn:aws:sns:us-east-1:111122223333:alarms; * stands for any characters',
        ]
      : []),
  ];
}

const TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9*-]+:[\d*]+:[\w*.-]{1,256}$/;
