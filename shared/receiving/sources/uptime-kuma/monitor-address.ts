import { lineAt } from '../fields.ts';
import type { JsonObject } from '../json.ts';
import { webLink } from '../web-link.ts';

/** What a monitor watches: an address without what may be secret in it, else its place in the list of monitors. */
export function targetOfMonitor(monitor: JsonObject): string {
  const host = lineAt(monitor, 'hostname');
  const port = lineAt(monitor, 'port');
  return (
    urlOfMonitor(monitor) ??
    ([host, host === '' ? '' : port].filter((part) => part !== '').join(':') || lineAt(monitor, 'pathName'))
  );
}

/** The page a monitor asks for. User, password and query stay at home: monitors log in with them. */
export function urlOfMonitor(monitor: JsonObject): string | undefined {
  const link = webLink(lineAt(monitor, 'url'));
  if (link === undefined) return undefined;

  const { origin, pathname } = new URL(link);
  return pathname === '/' ? origin : `${origin}${pathname}`;
}
