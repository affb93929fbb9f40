import { isRecord, openSection, readList, refuse, type Section } from '../channels/section.ts';

/** What the entries of a list are. */
export interface EntryKind<Entry> {
  /** The list's name in `tocsin.yaml`. */
  readonly field: string;
  readonly most: number;
  /** The fields an entry may have. */
  readonly known: readonly string[];
  /** Those it needs, as a sentence has them. */
  readonly needs: string;
  /** Reads one; undefined when it is not fit, which is reported then. */
  readonly parse: (section: Section) => Entry | undefined;
}

/** Reads a list of which each entry is about another source. Every mistake is reported with its field. */
export function readBySource<Entry extends { readonly source: string }>(
  top: Section,
  { field, most, known, needs, parse }: EntryKind<Entry>,
): readonly Entry[] {
  const seen = new Set<string>();
  return readList(top, field, most).flatMap((value, index) => {
    const path = `${field}[${index}]`;
    if (!isRecord(value)) {
      refuse(top, path, `must be an object with at least ${needs}`);
      return [];
    }
    const entry = parse(openSection(value, path, known, top.findings));
    if (entry === undefined) return [];

    if (seen.has(entry.source)) refuse(top, `${path}.source`, 'is named by another entry in this list too');
    seen.add(entry.source);
    return [entry];
  });
}
