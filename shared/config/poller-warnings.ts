import { lackOf } from '../polling/credentials.ts';
import type { OcpPoller } from '../polling/ocp-poller.ts';
import type { SenderKeys } from '../receiving/signature/signature-rule.ts';

/**
 * What keeps an OCP from being polled, or its alarms from being told. It is no
 * mistake of the file, since it may come later: whoever polls says so in each
 * round, and nobody may look there.
 */
export async function pollerWarnings(
  pollers: readonly OcpPoller[],
  channelNames: readonly string[],
  readNamed: SenderKeys['readFresh'],
): Promise<readonly string[]> {
  const texts = await Promise.all(pollers.map(({ credentials }) => readNamed(credentials).catch(() => undefined)));
  return pollers.flatMap(({ source, credentials, channels = [] }, index) => {
    const path = `ocpPollers[${index}]`;
    const lack = lackOf(credentials, texts[index]);
    const unknown = channels.filter((name) => !channelNames.includes(name));
    return [
      ...(lack === undefined ? [] : [`${path}.credentials: ${lack}. ${source} is not polled until then`]),
      ...unknown.map((name) => `${path}.channels names ${name}, and there is no such channel: no alarm is taken in`),
    ];
  });
}
