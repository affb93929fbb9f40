import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const PACKAGE = z.object({ version: z.string() });

/** The project's version. */
export const { version } = PACKAGE.parse(
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
);
