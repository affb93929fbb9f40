import type { ApplyResult } from '../channels/apply-file.ts';
import { type ApplyFilePorts, applyTocsinFile, releaseTocsinFile } from './apply-tocsin-file.ts';
import type { ConfigurationRecord, ConfigurationRecordStore, OwnedFile } from './configuration-record.ts';
import { parseTocsinFile, type TocsinFileResult } from './tocsin-file.ts';

/** What deploying a file needs of the world. */
export interface DeployPorts extends ApplyFilePorts {
  readonly record: ConfigurationRecordStore;
}

const NOTHING = { kind: 'applied', created: [], replaced: [], removed: [], warnings: [] } as const;

/**
 * Puts a resource's file in force. That it is whose is written down first:
 * when this dies half-way, the resource's deletion finds what to undo, and its
 * next update, a roll-back among them, makes everything as that file says.
 */
export async function deployFile(file: OwnedFile, ports: DeployPorts): Promise<ApplyResult> {
  const parsed = parseTocsinFile(file.text, { allowEnv: false });
  if (parsed.kind === 'invalid') return parsed;

  await ports.record.write(claimed(file, await ports.record.read()));
  return putInForce(parsed, ports);
}

async function putInForce(parsed: TocsinFileResult, ports: DeployPorts): Promise<ApplyResult> {
  if (parsed.kind === 'invalid') return parsed;
  const result = await applyTocsinFile(parsed.file, ports);

  return result.kind === 'invalid' ? result : { ...result, warnings: [...parsed.warnings, ...result.warnings] };
}

/** The former owner's file is kept until that one is deleted: should this one fail, it is in force again. */
function claimed(file: OwnedFile, record: ConfigurationRecord | undefined): ConfigurationRecord {
  if (record === undefined) return file;
  if (record.owner !== file.owner) return { ...file, before: { owner: record.owner, text: record.text } };

  return { ...file, ...(record.before === undefined ? {} : { before: record.before }) };
}

/**
 * Undoes what a resource put in force, and nothing else: one that another took
 * over from leaves no trace. What can't be removed yet is handed over to the API.
 */
export async function withdrawFile(owner: string, ports: DeployPorts): Promise<ApplyResult> {
  const record = await ports.record.read();
  if (record === undefined) return NOTHING;
  if (record.owner !== owner) {
    if (record.before?.owner === owner) await ports.record.write({ owner: record.owner, text: record.text });
    return NOTHING;
  }

  if (record.before !== undefined) {
    // Whose it is comes last: when this dies half-way, the deletion that is asked for again goes on.
    const result = await putInForce(parseTocsinFile(record.before.text, { allowEnv: false }), ports);
    await ports.record.write(record.before);
    return result;
  }
  const { removed, warnings } = await releaseTocsinFile(ports);
  await ports.record.remove();
  return { ...NOTHING, removed, warnings };
}
