import { type ApplyResult, applyChannels } from '../channels/apply-file.ts';
import type { ApplyPorts } from '../channels/prepare-file-channel.ts';
import { type Released, releaseChannels } from '../channels/release-file.ts';
import type { SourceMapping } from '../receiving/mapping/source-mapping.ts';
import type { TocsinFile } from './tocsin-file.ts';

/** What applying a whole `tocsin.yaml` needs of the world. */
export interface ApplyFilePorts extends ApplyPorts {
  /** Makes these the mappings of further senders, and no others. */
  readonly putSourceMappings: (mappings: readonly SourceMapping[]) => Promise<void>;
}

/**
 * Makes everything a file sets up be as it says: the same in both homes.
 * Channels come first, since they alone can refuse the file, and then nothing
 * has changed.
 */
export async function applyTocsinFile(
  { channels, sources }: TocsinFile,
  { putSourceMappings, ...ports }: ApplyFilePorts,
): Promise<ApplyResult> {
  const result = await applyChannels(channels, ports);
  if (result.kind === 'applied') await putSourceMappings(sources);

  return result;
}

/** Takes away everything that a file set up, as far as nothing depends on it. */
export async function releaseTocsinFile({ putSourceMappings, ...ports }: ApplyFilePorts): Promise<Released> {
  await putSourceMappings([]);
  return releaseChannels(ports);
}
