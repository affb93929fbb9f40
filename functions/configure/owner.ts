import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

const OURS = 'tocsin-configuration/';

/**
 * The id of the resource, and who its file belongs to: the same through all
 * updates, another for another resource. It is made of what each request says,
 * not remembered: CloudFormation makes an id up itself for a resource whose
 * making was never answered, and deletes it under that.
 */
export function ownerOf({
  StackId,
  LogicalResourceId,
}: Pick<CloudFormationCustomResourceEvent, 'StackId' | 'LogicalResourceId'>): string {
  return `${OURS}${StackId.split('/').at(-1) ?? ''}/${LogicalResourceId}`;
}

/** Whose file a deletion is about: an id of ours as it is, one that was made up means the resource itself. */
export function ownerToDelete(
  event: Extract<CloudFormationCustomResourceEvent, { readonly RequestType: 'Delete' }>,
): string {
  return event.PhysicalResourceId.startsWith(OURS) ? event.PhysicalResourceId : ownerOf(event);
}
