/**
 * List prices of us-east-1 in USD, without any free allowance, from the pages
 * named, read 2026-11-21.
 */
export const PRICES = {
  /** https://aws.amazon.com/api-gateway/pricing/ — HTTP APIs, the first 300 million, each begun 512 kB of a request. */
  apiMillionRequests: 1,
  /** https://aws.amazon.com/lambda/pricing/ — arm64. */
  lambdaMillionRequests: 0.2,
  lambdaGigabyteSecond: 0.000_013_333_4,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ — standard table class, since 2024-11. */
  tableMillionWriteUnits: 0.625,
  tableMillionReadUnits: 0.125,
  tableGigabyteMonth: 0.25,
  tableRecoveryGigabyteMonth: 0.2,
  /** https://aws.amazon.com/sqs/pricing/ — standard queues, each begun 64 kB. */
  queueMillionRequests: 0.4,
  /** https://aws.amazon.com/secrets-manager/pricing/ */
  secretMonth: 0.4,
  secretTenThousandCalls: 0.05,
  /** https://aws.amazon.com/cloudwatch/pricing/ — the first tier of each; standard resolution, standard log class. */
  logGigabyte: 0.5,
  logGigabyteMonth: 0.03,
  metricMonth: 0.3,
  alarmMetricMonth: 0.1,
  compositeAlarmMonth: 0.5,
  dashboardMonth: 3,
  /** https://aws.amazon.com/eventbridge/pricing/ — events of AWS services and schedules of rules cost nothing. */
  pipeMillionRequests: 0.4,
  customEventMillion: 1,
  /** https://aws.amazon.com/sns/pricing/ */
  topicMillionPublishes: 0.5,
  /** https://aws.amazon.com/kms/pricing/ — a key of one's own; the keys that AWS manages cost nothing. */
  keyMonth: 1,
  /** https://aws.amazon.com/ec2/pricing/on-demand/ — data transfer to the internet, the first 10 TB. */
  gigabyteOut: 0.09,
} as const;

/** What an account that uses nothing else gets of these each month without end. */
export const ALWAYS_FREE = {
  dashboards: 3,
  alarmMetrics: 10,
  metrics: 10,
  queueRequests: 1_000_000,
  lambdaRequests: 1_000_000,
  lambdaGigabyteSeconds: 400_000,
  logGigabytes: 5,
  tableGigabytes: 25,
} as const;
