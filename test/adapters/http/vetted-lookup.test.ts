import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { AddressForbiddenError, createLookup, type Resolve } from '#shared/adapters/http/vetted-lookup.ts';

const PUBLIC: LookupAddress = { address: '8.8.8.8', family: 4 };
const PUBLIC_V6: LookupAddress = { address: '2408:4001::1', family: 6 };
const METADATA: LookupAddress = { address: '169.254.169.254', family: 4 };

function resolving(...addresses: LookupAddress[]): Resolve {
  return (_, options, callback) => {
    expect(options).toMatchObject({ all: true, order: 'ipv4first' });
    callback(null, addresses);
  };
}

function ask(vetting: 'vetted' | 'exempt', resolve: Resolve, all = true): unknown[] {
  const answers: unknown[] = [];
  createLookup(vetting, resolve)('robot.example', { all }, (...answer) => answers.push(...answer));
  return answers;
}

describe('name resolution for a webhook', () => {
  test('hands on the addresses it vetted', () => {
    expect(ask('vetted', resolving(PUBLIC, PUBLIC_V6))).toEqual([null, [PUBLIC, PUBLIC_V6]]);
  });

  test('hands on one address to a caller that wants one', () => {
    expect(ask('vetted', resolving(PUBLIC, PUBLIC_V6), false)).toEqual([null, '8.8.8.8', 4]);
  });

  test('refuses when one of several addresses is forbidden', () => {
    expect(ask('vetted', resolving(PUBLIC, METADATA))[0]).toBeInstanceOf(AddressForbiddenError);
  });

  test('lets an exempt host be anywhere', () => {
    expect(ask('exempt', resolving(METADATA))).toEqual([null, [METADATA]]);
  });

  test('hands on the resolver’s error, and counts no address as one', () => {
    const error = new Error('no such name');

    expect(ask('vetted', (_, __, callback) => callback(error, []))[0]).toBe(error);
    expect(ask('vetted', resolving())[0]).toBeInstanceOf(Error);
  });
});
