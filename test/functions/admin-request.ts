import { createAdminApp } from '#functions/admin/app.ts';
import type { AdminDeps } from '#functions/admin/deps.ts';
import { WELL } from './answers.ts';
import { adminDeps, bearer } from './fakes.ts';

/** Asks the admin API as somebody who may do everything. */
export function request(method: string, path: string, body?: unknown, overrides: Partial<AdminDeps> = {}) {
  const { deps } = adminDeps({ ...WELL, ...overrides });
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };

  return createAdminApp(deps).request(path, {
    method,
    headers: { ...bearer('admin'), 'content-type': 'application/json' },
    ...sent,
  });
}

/** What the admin API does with channels, some of it otherwise. */
export const channels = (part: Partial<AdminDeps['channels']>): Partial<AdminDeps> => ({
  channels: { ...(WELL.channels as AdminDeps['channels']), ...part },
});
