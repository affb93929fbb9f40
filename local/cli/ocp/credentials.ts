import * as z from 'zod/mini';
import { UsageError } from '../exit-code.ts';
import { readDocument } from '../read-input.ts';
import type { World } from '../world.ts';
import type { OcpCredentials } from './sign.ts';

const TEXT = z.string().check(z.minLength(1));
const PASSWORD = z.strictObject({ user: TEXT, password: TEXT });
const ACCESS_KEY = z.strictObject({ accessKey: TEXT, secretKey: TEXT });

/** Reads who calls OCP, out of a file: a command line is seen by every user of a machine. Nothing of it is quoted. */
export async function readOcpCredentials(path: string, world: World): Promise<OcpCredentials> {
  const document = await readDocument(path, world);
  const password = PASSWORD.safeParse(document);
  if (password.success) return { kind: 'password', ...password.data };
  const accessKey = ACCESS_KEY.safeParse(document);
  if (accessKey.success) return { kind: 'access-key', ...accessKey.data };

  throw new UsageError([`${path} must hold {"user", "password"} or {"accessKey", "secretKey"}, and nothing else`]);
}
