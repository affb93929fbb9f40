import { given, readInteger, readText, refuse, type Section } from '../channels/section.ts';
import type { SignatureRule } from '../receiving/signature/signature-rule.ts';
import { MAX_SOURCE_LENGTH } from '../receiving/source-name.ts';
import { readBySource } from './entries-by-source.ts';
import { parseReference, type ReferenceRules } from './secret-reference.ts';

/** Senders a file can name. */
const MAX_SIGNATURES = 100;

/** Grafana's own, where its contact point names no other. */
const HEADER = 'X-Grafana-Alerting-Signature';

const KNOWN = ['source', 'key', 'header', 'timestampHeader', 'maxAgeSeconds'] as const;
const AGE = { min: 10, max: 3_600 } as const;
const AGE_SECONDS = 300;

/** Headers that are there for something else: a signature is never in them. */
const TAKEN = ['authorization', 'x-api-key', 'content-type', 'content-length', 'content-encoding', 'host'];

/** Reads the `grafanaSignatures:` of `tocsin.yaml`. Every mistake is reported with its field. */
export function parseFileSignatures(top: Section, references: ReferenceRules): readonly SignatureRule[] {
  return readBySource(top, {
    ...{ field: 'grafanaSignatures', most: MAX_SIGNATURES, known: KNOWN, needs: 'source and key' },
    parse: (section) => parseRule(section, references),
  });
}

function parseRule(section: Section, references: ReferenceRules): SignatureRule | undefined {
  const source = readText(section, 'source', MAX_SOURCE_LENGTH);
  if (source === undefined) refuse(section, 'source', 'is required: the ?source= of its requests, or grafana');
  const field = `${section.prefix}key`;
  const key = parseReference(given(section, 'key'), field, references, section.findings, 'sender-key');
  const header = readHeader(section, 'header') ?? HEADER;
  const timestampHeader = readHeader(section, 'timestampHeader');
  const maxAgeSeconds = readInteger(section, 'maxAgeSeconds', AGE, AGE_SECONDS);
  if (timestampHeader === undefined && given(section, 'maxAgeSeconds') !== undefined) {
    refuse(section, 'maxAgeSeconds', 'has no effect without timestampHeader, which tells how old a request is');
  }
  if (timestampHeader?.toLowerCase() === header.toLowerCase()) {
    refuse(section, 'timestampHeader', 'must be another header than the one with the signature');
  }
  if (source === undefined || key === undefined) return undefined;

  return { source, key, header, ...(timestampHeader === undefined ? {} : { timestampHeader }), maxAgeSeconds };
}

function readHeader(section: Section, field: 'header' | 'timestampHeader'): string | undefined {
  const name = readText(section, field, 100);
  if (name === undefined) return undefined;
  if (/^[A-Za-z0-9-]+$/.test(name) && !TAKEN.includes(name.toLowerCase())) return name;

  refuse(section, field, `must be the name of a header of its own, as ${HEADER}`);
  return undefined;
}
