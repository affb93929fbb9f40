import { type HttpServer, openHttpServer } from './http-server.ts';
import type { RelayOptions } from './options.ts';
import { openTableFolder, type TableFolder } from './table-folder.ts';

/** What a relay must have for itself before it can be one: the data folder, and the address its senders know. */
export interface Claims {
  readonly folder: Promise<TableFolder>;
  readonly server: Promise<HttpServer>;
}

/** Both, had. */
export interface Claimed {
  readonly folder: TableFolder;
  readonly server: HttpServer;
}

/** Begins to take both at once; everything else can be loaded meanwhile. */
export function claim({ dataFolder, host, port }: Pick<RelayOptions, 'dataFolder' | 'host' | 'port'>): Claims {
  const claims = { folder: openTableFolder(dataFolder), server: openHttpServer(host, port) };
  for (const one of Object.values(claims)) one.catch(() => 'told by claimed()');

  return claims;
}

/**
 * Waits for both. When one can't be had the other is given back; of two
 * refusals the folder's is told, since a second start on a folder usually
 * meets the first one's port as well.
 */
export async function claimed(claims: Claims): Promise<Claimed> {
  const [folder, server] = await Promise.allSettled([claims.folder, claims.server]);
  if (folder.status === 'fulfilled' && server.status === 'fulfilled') {
    return { folder: folder.value, server: server.value };
  }
  if (folder.status === 'fulfilled') await folder.value.thread.close();
  if (server.status === 'fulfilled') await server.value.close(0);

  throw folder.status === 'rejected' ? folder.reason : Object(server).reason;
}
