/** Outputs of the stack that our own scripts read. */
export const OUTPUTS = {
  /** What the names of the relay's secrets begin with. */
  secretPrefix: 'SecretPrefix',
  /** ARN of the KMS key for its secrets; only with a key of one's own. */
  secretKey: 'SecretKeyArn',
  /** What is odd about the configuration as it was found at deployment. */
  configurationWarnings: 'ConfigurationWarnings',
} as const;
