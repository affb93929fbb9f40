import { describe, expect, it } from 'vitest';
import { fitsPattern } from '#shared/receiving/mapping/event-pattern.ts';

const EVENT = {
  source: 'com.example.orders',
  'detail-type': 'Order Failed',
  resources: ['arn:a', 'arn:b'],
  detail: {
    amount: 30,
    paid: false,
    note: null,
    shop: { city: 'Shenzhen' },
    items: [{ sku: 'a-1' }, { sku: 'b-2' }],
    tags: [],
  },
};

describe('an event fits', () => {
  it.each([
    [{ source: ['com.example.orders'] }],
    [{ source: ['x', 'com.example.orders'], 'detail-type': ['Order Failed'] }],
    [{ resources: ['arn:b'] }],
    [{ detail: { amount: [30], paid: [false], note: [null] } }],
    [{ detail: { shop: { city: [{ prefix: 'Shen' }] } } }],
    [{ detail: { shop: { city: [{ prefix: { 'equals-ignore-case': 'SHEN' } }] } } }],
    [{ detail: { shop: { city: [{ suffix: 'zhen' }] } } }],
    [{ detail: { shop: { city: [{ 'equals-ignore-case': 'SHENZHEN' }] } } }],
    [{ detail: { shop: { city: [{ wildcard: 'S*n*n' }] } } }],
    [{ detail: { shop: { city: [{ 'anything-but': ['Beijing'] }] } } }],
    [{ detail: { shop: { city: [{ 'anything-but': { prefix: 'Bei' } }] } } }],
    [{ detail: { amount: [{ numeric: ['>', 10, '<=', 30] }] } }],
    [{ detail: { amount: [{ exists: true }], refund: [{ exists: false }] } }],
    [{ detail: { items: { sku: [{ prefix: 'b' }] } } }],
    [{ $or: [{ source: ['x'] }, { detail: { amount: [30] } }] }],
    [{ source: [{ prefix: 'com.' }], $or: [{ source: ['x'] }, { detail: { amount: [30] } }] }],
  ])('%j', (pattern) => {
    expect(fitsPattern(EVENT, pattern)).toBe(true);
  });
});

describe('an event does not fit', () => {
  it.each([
    [{ source: ['com.example'] }],
    [{ source: ['com.example.orders'], 'detail-type': ['Order Paid'] }],
    [{ detail: { amount: ['30'] } }],
    [{ detail: { amount: [{ numeric: ['>', 30] }] } }],
    [{ detail: { paid: [{ numeric: ['=', 0] }] } }],
    [{ detail: { refund: ['x'] } }],
    [{ detail: { refund: [{ 'anything-but': 'x' }] } }],
    [{ detail: { tags: ['x'] } }],
    [{ detail: { amount: [{ exists: false }] } }],
    [{ detail: { shop: { city: [{ 'anything-but': { suffix: ['zhen', 'x'] } }] } } }],
    [{ detail: { shop: { city: [{ wildcard: 'S*x*n' }] } } }],
    [{ detail: { shop: { city: [{ wildcard: 'Shenzhen*n' }] } } }],
    [{ $or: [{ source: ['x'] }, { source: ['y'] }] }],
    [{ constructor: ['x'] }],
  ])('%j', (pattern) => {
    expect(fitsPattern(EVENT, pattern)).toBe(false);
  });
});

it.each([undefined, null, 7, 'text', []])('nothing fits %j', (value) => {
  expect(fitsPattern(value, { source: ['x'] })).toBe(false);
});
