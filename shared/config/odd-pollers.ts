import { CREDENTIALS_FORM, credentialsIn } from '../polling/credentials.ts';
import type { OcpPoller } from '../polling/ocp-poller.ts';
import type { SenderKeys } from '../receiving/signature/signature-rule.ts';

/** What looking at pollers needs of the world. */
export interface PollerSurroundings {
  readonly readNamed: SenderKeys['readFresh'];
}

/**
 * Why OCPs of a file are not polled as it stands: credentials or channels that
 * are not there. Both may come later, so that it is no mistake of the file;
 * whoever polls says so in each round, and nobody may look there.
 */
export async function oddPollers(
  pollers: readonly OcpPoller[],
  channelNames: readonly string[],
  { readNamed }: PollerSurroundings,
): Promise<readonly string[]> {
  const texts = await Promise.all(pollers.map(({ credentials }) => readNamed(credentials).catch(() => undefined)));
  return pollers.flatMap((poller, index) => [
    ...oddCredentials(poller, `ocpPollers[${index}].credentials`, texts[index]),
    ...oddChannels(poller, `ocpPollers[${index}].channels`, channelNames),
  ]);
}

function oddCredentials({ source, credentials: { kind, name } }: OcpPoller, field: string, text: string | undefined) {
  if (text !== undefined && credentialsIn(text) !== undefined) return [];
  const problem =
    text === undefined ? `there is no ${kind} ${name}` : `the ${kind} ${name} holds no ${CREDENTIALS_FORM}`;
  return [`${field}: ${problem}: ${source} is not polled until that is mended`];
}

/** One name that is no channel's, and nothing of it is taken in. */
function oddChannels({ source, channels = [] }: OcpPoller, field: string, known: readonly string[]) {
  return channels
    .filter((name) => !known.includes(name))
    .map(
      (name) => `${field} names ${name}, and there is no such channel: ${source} is not polled until that is mended`,
    );
}
