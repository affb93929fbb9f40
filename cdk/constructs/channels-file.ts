import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describeFileError } from '#shared/config/file-error-line.ts';
import { MAX_PROPERTY_BYTES, toFileProperty } from '#shared/config/file-property.ts';
import { parseTocsinFile, type TocsinFile } from '#shared/config/tocsin-file.ts';

/** A `tocsin.yaml` that was read and found fit. */
export interface ChannelsFile {
  /** What it sets up. */
  readonly file: TocsinFile;
  /** As it stands in the template. */
  readonly property: string;
  /** What is odd about it, and accepted. */
  readonly warnings: readonly string[];
}

/** The file can't be deployed; its message has a line for each thing that is wrong. */
export class ChannelsFileError extends Error {
  override name = 'ChannelsFileError' as const;

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(`channelsFile can not be deployed:\n${problems.map((problem) => `  ${problem}`).join('\n')}`, options);
  }
}

/** Reads the file that a relay is given, as the deployment will; throws with all that is wrong with it. */
export function readChannelsFile(path: string | undefined): ChannelsFile | undefined {
  return path === undefined ? undefined : readFile(path);
}

function readFile(path: string): ChannelsFile {
  const text = readText(path);
  const parsed = parseTocsinFile(text, { allowEnv: false });
  if (parsed.kind === 'invalid')
    throw new ChannelsFileError(parsed.errors.map((error) => describeFileError(path, error)));

  const property = toFileProperty({ name: basename(path), text });
  if (property.length > MAX_PROPERTY_BYTES) {
    throw new ChannelsFileError([
      `${path} takes ${property.length} bytes in the template, and CloudFormation brings at most ${MAX_PROPERTY_BYTES}: ` +
        'shorten its templates, or make some channels over the API',
    ]);
  }

  return { file: parsed.file, property, warnings: parsed.warnings };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ChannelsFileError(
      [`${path} can't be read: give channelsFile the path of a tocsin.yaml, absolute or from where cdk is called`],
      { cause },
    );
  }
}
