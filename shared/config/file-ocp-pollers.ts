import { given, readInteger, readText, refuse, refuseAs, type Section } from '../channels/section.ts';
import type { OcpPoller } from '../polling/ocp-poller.ts';
import { isReservedSource, MAX_SOURCE_LENGTH, RESERVED_SOURCE } from '../receiving/source-name.ts';
import { readChannelNames } from './channel-names-input.ts';
import { readBySource } from './entries-by-source.ts';
import { parsePublicUrl } from './public-url.ts';
import { parseReference, type ReferenceRules } from './secret-reference.ts';

/**
 * OCPs a file can name. On AWS each is a rule of its own, which the function has to let call it: a statement takes up to
 * 500 bytes, and all of them at most 20 kB (Lambda quotas, "Function resource-based policy", read 2026-11).
 */
const MAX_POLLERS = 30;

/** OCP evaluates its rules about once a minute: to ask much more often brings nothing. EventBridge knows whole minutes only. */
const EVERY = { min: 60, max: 3_600 } as const;
const EVERY_SECONDS = 60;
const KNOWN_SINCE = { min: 1, max: 365 } as const;
const KNOWN_SINCE_DAYS = 7;

const KNOWN = ['source', 'url', 'credentials', 'everySeconds', 'knownSinceDays', 'channels'] as const;

/** Reads the `ocpPollers:` of `tocsin.yaml`. Every mistake is reported with its field. */
export function parseFileOcpPollers(top: Section, references: ReferenceRules): readonly OcpPoller[] {
  return readBySource(top, {
    ...{ field: 'ocpPollers', most: MAX_POLLERS, known: KNOWN, needs: 'source, url and credentials' },
    parse: (section) => parsePoller(section, references),
  });
}

function parsePoller(section: Section, references: ReferenceRules): OcpPoller | undefined {
  const source = readSource(section);
  const url = readUrl(section);
  const reference = given(section, 'credentials');
  const field = `${section.prefix}credentials`;
  const credentials = parseReference(reference, field, references, section.findings, 'ocp-credentials');
  const everySeconds = readInteger(section, 'everySeconds', EVERY, EVERY_SECONDS);
  if (everySeconds % 60 !== 0) refuse(section, 'everySeconds', 'must be whole minutes: 60, 120, 300');
  const knownSinceDays = readInteger(section, 'knownSinceDays', KNOWN_SINCE, KNOWN_SINCE_DAYS);
  const channels = readChannelNames(section);
  if (source === undefined || url === undefined || credentials === undefined) return undefined;

  return {
    ...{ source, url, credentials, everySeconds, knownSinceDays },
    ...(channels.length === 0 ? {} : { channels }),
  };
}

function readSource(section: Section): string | undefined {
  const source = readText(section, 'source', MAX_SOURCE_LENGTH);
  if (source === undefined) return refuseAs(section, 'source', 'is required: a name for this OCP, always the same');
  return isReservedSource(source) ? refuseAs(section, 'source', RESERVED_SOURCE) : source;
}

function readUrl(section: Section): string | undefined {
  const text = readText(section, 'url', 2_000);
  if (text === undefined) return refuseAs(section, 'url', 'is required: the address of OCP, as http://192.0.2.1:8080');
  const url = parsePublicUrl(text);
  return url.kind === 'refused' ? refuseAs(section, 'url', url.problem) : url.url;
}
