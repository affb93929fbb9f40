/** The parts of an Amazon Resource Name. */
export interface Arn {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  readonly service: string;
  /** Empty for what is global. */
  readonly region: string;
  /** Twelve digits; empty for what belongs to no account. */
  readonly account: string;
  readonly resource: string;
}

/** Longest name kept as one, in characters: the longest AWS documents is 2,048 long. */
const MAX_LENGTH = 2_048;

/** Reads `arn:partition:service:region:account:resource`; undefined for what is none. */
export function parseArn(text: string): Arn | undefined {
  if (text.length > MAX_LENGTH || !text.startsWith('arn:')) return undefined;

  const [, partition = '', service = '', region = '', account = '', ...rest] = text.split(':');
  const resource = rest.join(':');
  return partition === '' || service === '' || resource === ''
    ? undefined
    : { partition, service, region, account, resource };
}

/** The partition a region is in, by the beginnings of their names. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}
