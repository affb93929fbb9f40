import { applyChannels } from '#shared/channels/apply-file.ts';
import type { ChannelStore } from '#shared/channels/channel-store.ts';
import { type NamedSecrets, onlyNamedSecrets } from '#shared/channels/named-secrets.ts';
import type { ApplyPorts } from '#shared/channels/prepare-file-channel.ts';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';
import { unaudited } from '#test/fakes/audit.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';

/** Named secrets in memory that a test can put and take away. */
export function namedSecretsIn(texts: Map<string, string>): NamedSecrets {
  const read = async (name: string): Promise<string | undefined> => texts.get(name);
  return { read, readFresh: read };
}

/** What applying a file as on AWS needs, in memory. */
export function namedApplyPorts(
  texts: Map<string, string>,
  channels: ChannelStore = fakeChannelStore(),
  more: Partial<ApplyPorts> = {},
): ApplyPorts {
  return {
    channels,
    secrets: onlyNamedSecrets(namedSecretsIn(texts)),
    references: { kind: 'named' },
    allowedHosts: [],
    audit: unaudited,
    hasWaiting: async () => false,
    makeRef: () => '',
    ...more,
  };
}

/** Applies the text of a file; throws when it can't be read. */
export async function applyText(text: string, ports: ApplyPorts) {
  const parsed = parseTocsinFile(text, { allowEnv: false });
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors));

  return applyChannels(parsed.file.channels, ports);
}
