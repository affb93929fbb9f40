import { CREDENTIALS_FORM, type OcpCredentials, readCredentials } from '#shared/polling/credentials.ts';
import { UsageError } from '../exit-code.ts';
import { readDocument } from '../read-input.ts';
import type { World } from '../world.ts';

/** Reads who calls OCP, out of a file: a command line is seen by every user of a machine. Nothing of it is quoted. */
export async function readOcpCredentials(path: string, world: World): Promise<OcpCredentials> {
  const credentials = readCredentials(await readDocument(path, world));
  if (credentials === undefined) throw new UsageError([`${path} must hold ${CREDENTIALS_FORM}, and nothing else`]);

  return credentials;
}
