/** What is wrong with the table of the relay in failing-table-relay.ts. */
export interface TableTrouble {
  /**
   * `throttles`: refused as too many. `fails`: a fault of the service, nothing
   * is done. `loses-answers`: done, and a fault is answered.
   */
  readonly kind: 'throttles' | 'fails' | 'loses-answers';
  /** How many of 100 operations meet it; 0 when all is well. */
  readonly percent: number;
}

/** Status and body of DynamoDB's answer. */
export interface TableAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Stands between the relay and its table, where DynamoDB would be: behind the
 * client and its own repeats. `dice` is a number from 0 to below 1.
 */
export async function inTrouble(
  trouble: TableTrouble,
  dice: number,
  operate: () => Promise<TableAnswer>,
): Promise<TableAnswer> {
  if (dice >= trouble.percent / 100) return operate();
  switch (trouble.kind) {
    case 'throttles':
      return refusal(400, 'ProvisionedThroughputExceededException');
    case 'fails':
      return refusal(500, 'InternalServerError');
    case 'loses-answers':
      await operate();
      return refusal(500, 'InternalServerError');
    default:
      return trouble.kind satisfies never;
  }
}

function refusal(status: number, type: string): TableAnswer {
  return { status, body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'trouble' }) };
}
