import { readList, refuse, type Section } from '../channels/section.ts';

/** Channels one entry can name. */
const MAX_CHANNELS = 100;

/** Reads `channels:`, the names of those something goes to; none when it does not say. */
export function readChannelNames(section: Section): readonly string[] {
  const names = readList(section, 'channels', MAX_CHANNELS).map((name) =>
    typeof name === 'string' ? name.trim().normalize('NFC') : '',
  );
  if (names.some((name) => name === '')) refuse(section, 'channels', 'must be a list of names of channels');
  return [...new Set(names)];
}
