import { webLink } from '../web-link.ts';

/** Where something is: the partition chooses the console's host. */
export interface Place {
  readonly partition: string;
  readonly region: string;
}

/** Hosts of the console, by partition; elsewhere no link is better than a wrong one. */
const CONSOLES: ReadonlyMap<string, string> = new Map([
  ['aws', 'console.aws.amazon.com'],
  ['aws-cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
]);

/** The page of a CloudWatch alarm. */
export function alarmLink(place: Place, name: string): string | undefined {
  return name === '' ? undefined : link(place, 'cloudwatch', `#alarmsV2:alarm/${encodeURIComponent(name)}`);
}

/** The list of GuardDuty findings, with one chosen. */
export function findingLink(place: Place, id: string): string | undefined {
  return id === '' ? undefined : link(place, 'guardduty', `#/findings?search=id%3D${encodeURIComponent(id)}`);
}

/** A Health event in the dashboard, which is one for all regions of a partition. */
export function healthLink(partition: string, eventArn: string): string | undefined {
  if (partition !== 'aws' || eventArn === '') return undefined;

  return webLink(
    `https://health.console.aws.amazon.com/health/home#/account/event-log?eventID=${encodeURIComponent(eventArn)}`,
  );
}

function link({ partition, region }: Place, service: string, fragment: string): string | undefined {
  const host = CONSOLES.get(partition);
  // A region becomes part of a host name: nothing but its letters may.
  if (host === undefined || !/^[a-z]{2}[a-z-]*-\d$/.test(region)) return undefined;

  return webLink(`https://${region}.${host}/${service}/home?region=${region}${fragment}`);
}
