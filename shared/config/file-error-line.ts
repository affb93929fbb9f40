import type { FileError } from '../channels/file-channel.ts';

/** An error as an editor's terminal finds it: `tocsin.yaml:12: channels[0].type must be …`. */
export function describeFileError(path: string, { line, field, message }: FileError): string {
  return `${path}:${line}: ${field === '' ? '' : `${field} `}${message}`;
}
