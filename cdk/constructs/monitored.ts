import type { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { CanaryRhythm } from './monitoring-props.ts';

/** The parts of a relay that are looked after. */
export interface Monitored {
  readonly receive: IFunction;
  readonly admin: IFunction;
  readonly dispatch: IFunction;
  readonly api: HttpApi;
  /** Wake-ups that failed three times. */
  readonly wakeUpDeadLetters: IQueue;
  /** What operators are to be told. */
  readonly operatorQueue: IQueue;
  /**
   * Events of AWS on their way in.
   *
   * @default - none come
   */
  readonly events?: { readonly queue: IQueue; readonly deadLetters: IQueue } | undefined;
  /**
   * When the canary sends.
   *
   * @default - there is none
   */
  readonly canary?: CanaryRhythm | undefined;
  /**
   * What reads OCPs, and how often it does the one it does least often.
   *
   * @default - none are read
   */
  readonly ocpPolling?: { readonly function: IFunction; readonly slowest: Duration } | undefined;
}
