import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isForbiddenAddress } from './forbidden-address.ts';

/** A host that is not exempt resolved to an address no webhook may go to. */
export class AddressForbiddenError extends Error {
  override name = 'AddressForbiddenError' as const;
}

/** Resolves a name to all its addresses; `dns.lookup` does. */
export type Resolve = (
  hostname: string,
  options: { readonly all: true; readonly order: 'ipv4first' },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Name resolution for one connection. The addresses that were vetted are the
 * ones connected to, so a name that changes between check and use gains nothing.
 * One forbidden address among several is enough to refuse: no vendor's name has any.
 *
 * IPv4 first: DingTalk's allowlist takes only IPv4, so a connection over IPv6
 * could never match it.
 */
export function createLookup(vetting: 'vetted' | 'exempt', resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true, order: 'ipv4first' }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) {
        callback(error ?? new Error('no address'), '');
      } else if (vetting === 'vetted' && addresses.some(({ address }) => isForbiddenAddress(address))) {
        callback(new AddressForbiddenError('forbidden address'), '');
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}
