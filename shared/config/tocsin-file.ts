import { LineCounter, parseDocument } from 'yaml';
import type { FileChannel, FileError } from '../channels/file-channel.ts';
import { type Findings, given, isRecord, openSection, readList, refuse, type Section } from '../channels/section.ts';
import type { FileInhibitions } from '../inhibition/apply-inhibitions.ts';
import type { OcpPoller } from '../polling/ocp-poller.ts';
import type { SourceMapping } from '../receiving/mapping/source-mapping.ts';
import type { SignatureRule } from '../receiving/signature/signature-rule.ts';
import type { PushSettings } from '../routing/push-settings.ts';
import type { FileSettings } from '../settings/file-settings.ts';
import type { FileSilence } from '../silences/apply-silences.ts';
import type { Watchdogs } from '../watchdogs/watchdogs.ts';
import { parseFileChannel } from './file-channel-input.ts';
import { parseFileInhibitions } from './file-inhibitions.ts';
import { parseFileOcpPollers } from './file-ocp-pollers.ts';
import { parseFilePushSettings } from './file-push-settings.ts';
import { parseFileSignatures } from './file-signatures.ts';
import { parseFileSilences } from './file-silences.ts';
import { parseFileSources } from './file-sources.ts';
import { parseFileWatchdogs } from './file-watchdogs.ts';
import type { ReferenceRules } from './secret-reference.ts';
import { lineFinder } from './yaml-lines.ts';

/** What `tocsin.yaml` sets up. It holds no secret, only references. */
export interface TocsinFile {
  readonly channels: readonly FileChannel[];
  /** How the JSON of further senders is read, and which events the stack brings. */
  readonly sources: readonly SourceMapping[];
  /** Whose requests have to be signed. */
  readonly grafanaSignatures: readonly SignatureRule[];
  /** OCPs that can't post, and are read. */
  readonly ocpPollers: readonly OcpPoller[];
  /** Which alerts go to which channels; absent: the file does not say. */
  readonly pushSettings?: FileSettings<PushSettings>;
  /** What is not to be told for a while. */
  readonly silences: readonly FileSilence[];
  /** Which alerts are not told while others fire; absent: the file does not say. */
  readonly inhibitions?: FileInhibitions;
  /** Which sources are watched; absent: the file does not say. */
  readonly watchdogs?: FileSettings<Watchdogs>;
}

/** A file read, or all that is wrong with it, in the order of its lines. */
export type TocsinFileResult =
  | { readonly kind: 'parsed'; readonly file: TocsinFile; readonly warnings: readonly string[] }
  | { readonly kind: 'invalid'; readonly errors: readonly FileError[] };

/** Channels a file can have; keeps the table's one partition of channels small. */
const MAX_CHANNELS = 500;

/** Reads `tocsin.yaml`. Pure: references are resolved when it is applied. No error quotes the file. */
export function parseTocsinFile(text: string, rules: ReferenceRules): TocsinFileResult {
  const counter = new LineCounter();
  // Pretty errors quote the lines around, and a secret may be in them.
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, merge: true });
  const broken = document.errors.map(({ pos, code }) => ({ ...describe(code), line: counter.linePos(pos[0]).line }));
  if (broken.length > 0) return { kind: 'invalid', errors: broken };

  const findings: Findings = { errors: [], warnings: [] };
  const lineOf = lineFinder(document, counter);
  const file = readFile(toValue(document, findings), rules, findings, lineOf);
  if (findings.errors.length === 0) return { kind: 'parsed', file, warnings: findings.warnings };

  const errors = findings.errors.map((error) => ({ ...error, line: lineOf(error.field) }));
  return { kind: 'invalid', errors: errors.sort((a, b) => a.line - b.line) };
}

function describe(code: string): { readonly field: string; readonly message: string } {
  return code === 'DUPLICATE_KEY'
    ? { field: '', message: 'the same field stands here twice' }
    : { field: '', message: `is not valid YAML (${code})` };
}

function toValue(document: ReturnType<typeof parseDocument>, findings: Findings): unknown {
  try {
    return document.toJS();
  } catch {
    // Aliases that multiply beyond any sense, or point nowhere.
    findings.errors.push({ field: '', message: 'has aliases (*name) that can not be resolved' });
    return {};
  }
}

const KNOWN = [
  'version',
  'channels',
  'sources',
  'grafanaSignatures',
  'ocpPollers',
  'pushSettings',
  'silences',
  'watchdogs',
  'inhibitions',
] as const;

function readFile(
  value: unknown,
  rules: ReferenceRules,
  findings: Findings,
  lineOf: (field: string) => number,
): TocsinFile {
  const top = openSection(value, '', KNOWN, findings);
  if (!isRecord(value)) refuse(top, '', 'must begin with version: 1');
  else if (given(top, 'version') !== 1) refuse(top, 'version', 'must be 1');

  const channels = readList(top, 'channels', MAX_CHANNELS).map((entry, index) => {
    const path = `channels[${index}]`;
    return parseFileChannel(entry, path, rules, findings, (field) => lineOf(`${path}.${field}`));
  });
  refuseTwins(channels, top);
  const names = channels.map(({ name }) => name);
  const pushSettings = parseFilePushSettings(top, names, lineOf);
  const inhibitions = parseFileInhibitions(top, lineOf);
  const watchdogs = parseFileWatchdogs(top, names, lineOf);
  return {
    channels,
    sources: parseFileSources(top),
    grafanaSignatures: parseFileSignatures(top, rules),
    ocpPollers: parseFileOcpPollers(top, rules),
    silences: parseFileSilences(top),
    ...(pushSettings === undefined ? {} : { pushSettings }),
    ...(inhibitions === undefined ? {} : { inhibitions }),
    ...(watchdogs === undefined ? {} : { watchdogs }),
  };
}

function refuseTwins(channels: readonly FileChannel[], top: Section): void {
  const seen = new Set<string>();
  for (const { name, path } of channels) {
    if (name !== '' && seen.has(name)) refuse(top, `${path}.name`, 'is the name of another channel in this file too');
    seen.add(name);
  }
}
