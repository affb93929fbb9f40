/** Environment variables of the functions: the stack sets them by these names and the code reads them by these. */
export const ENV = {
  tableName: 'TOCSIN_TABLE_NAME',
  wakeUpQueueUrl: 'TOCSIN_WAKE_UP_QUEUE_URL',
  /** Where the dispatcher's function takes events: wake-ups that need not go through the queue. */
  dispatcherUrl: 'TOCSIN_DISPATCHER_URL',
  /** Queue of what operators are to be told. */
  operatorQueueUrl: 'TOCSIN_OPERATOR_QUEUE_URL',
  /** Prefix of the robots' secrets in Secrets Manager. */
  secretPrefix: 'TOCSIN_SECRET_PREFIX',
  /** ARN of the secret that holds the first API tokens. */
  apiTokensSecret: 'TOCSIN_API_TOKENS_SECRET',
  /** Webhook hosts (comma-separated `host:port`) exempt from the vendor, https and private-address rules. */
  allowedWebhookHosts: 'TOCSIN_ALLOW_WEBHOOK_HOSTS',
  /** Address people reach the relay at, for links in messages. */
  publicUrl: 'TOCSIN_PUBLIC_URL',
  /** ARNs of the SNS topics (comma-separated, `*` for any characters) whose messages are taken over HTTP. */
  snsTopics: 'TOCSIN_ALLOW_SNS_TOPICS',
  /** HTTP proxy, `http://host:port`, of the channels that name none. */
  proxy: 'TOCSIN_PROXY',
  /** ARN of the KMS key for secrets made at run time; Secrets Manager's own key unless set. */
  encryptionKey: 'TOCSIN_ENCRYPTION_KEY',
  /** Days an alert is kept after it was last told. */
  keepAlertsDays: 'TOCSIN_KEEP_ALERTS_DAYS',
  /** Days a delivery is kept. */
  keepDeliveriesDays: 'TOCSIN_KEEP_DELIVERIES_DAYS',
} as const;
