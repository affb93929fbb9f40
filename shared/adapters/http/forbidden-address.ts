import { BlockList, isIP } from 'node:net';

/** IPv4 ranges no chat product lives in (IANA special-purpose registry, read 2026-11-21). */
const FORBIDDEN_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * The same for IPv6. The first range holds the unspecified and loopback
 * addresses and the forms that embed an IPv4 address (mapped, compatible,
 * translated); 6to4 and Teredo embed one too.
 */
const FORBIDDEN_V6: readonly (readonly [string, number])[] = [
  ['::', 64],
  ['2001::', 32],
  ['2002::', 16],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** NAT64: how an IPv6-only network reaches any IPv4 host, so the IPv4 address inside decides. */
const NAT64 = /^64:ff9b::(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/i;

const V4 = blockList(FORBIDDEN_V4, 'ipv4');
const V6 = blockList(FORBIDDEN_V6, 'ipv6');

/** Whether a webhook must not be posted to this address (without brackets or zone). What is no address is forbidden. */
export function isForbiddenAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return V4.check(address, 'ipv4');
    case 6:
      return isForbiddenV6(address);
    default:
      return true;
  }
}

function isForbiddenV6(address: string): boolean {
  // A zone (`fe80::1%eth0`) is only given with link-local addresses.
  if (address.includes('%')) return true;
  if (V6.check(address, 'ipv6')) return true;

  // The URL parser writes an address in one way only, so that this pattern sees every spelling.
  const canonical = URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1) ?? '';
  const inner = NAT64.exec(canonical);
  return inner === null ? canonical.startsWith('64:ff9b:') : V4.check(embeddedV4(inner[1], inner[2]), 'ipv4');
}

function embeddedV4(high = '0', low = '0'): string {
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];

  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}

function blockList(ranges: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, bits] of ranges) list.addSubnet(network, bits, family);

  return list;
}
