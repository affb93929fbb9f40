import { describe, expect, test } from 'vitest';
import { isForbiddenAddress } from '#shared/adapters/http/forbidden-address.ts';

describe('a webhook is not posted to', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.168.1.1',
    '198.19.0.1',
    '224.0.0.1',
    '239.255.255.255',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:7f00:1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a01:203',
    '64:ff9b:1::1',
    '64:ff9b::1',
    '2001::1',
    '2002:7f00:1::',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%lo',
    'fec0::1',
    'ff02::1',
    'FE80::1',
    'localhost',
    '',
  ])('%j', (address) => expect(isForbiddenAddress(address)).toBe(true));
});

describe('a webhook may be posted to', () => {
  test.each([
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '203.119.0.1',
    '2408:4001::1',
    '64:ff9b::8.8.8.8',
    '64:ff9b::808:808',
  ])('%j', (address) => expect(isForbiddenAddress(address)).toBe(false));
});
