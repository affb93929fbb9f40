import { afterEach, describe, expect, it, vi } from 'vitest';
import { readDefaultProxy, readEncryptionKey, readRetention, UnfitEnvironmentError } from '#shared/config/env.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the proxy of channels that name none', () => {
  it('is none unless set', () => {
    vi.stubEnv('TOCSIN_PROXY', '');

    expect(readDefaultProxy()).toBeUndefined();
  });

  it('is what is set', () => {
    vi.stubEnv('TOCSIN_PROXY', ' http:192.0.2.8:3128 ');

    expect(readDefaultProxy()).toBe('http://192.0.2.8:3128');
  });

  it('fails a function that could not use it, rather than have its messages leave by another door', () => {
    vi.stubEnv('TOCSIN_PROXY', 'http://user:not-a-password@192.0.2.8:3128');

    expect(readDefaultProxy).toThrow(UnfitEnvironmentError);
    expect(readDefaultProxy).toThrow(/^(?!.*not-a-password).*TOCSIN_PROXY must hold no credentials/s);
  });
});

describe('how long what is over is kept', () => {
  it('is said in days', () => {
    vi.stubEnv('TOCSIN_KEEP_ALERTS_DAYS', '7');
    vi.stubEnv('TOCSIN_KEEP_DELIVERIES_DAYS', '365');

    expect(readRetention()).toEqual({ alertsMs: 7 * 86_400_000, deliveriesMs: 365 * 86_400_000 });
  });

  it.each(['', '0', '-1', '1.5', 'soon', '12345'])('is the default when it says %j', (text) => {
    vi.stubEnv('TOCSIN_KEEP_ALERTS_DAYS', text);
    vi.stubEnv('TOCSIN_KEEP_DELIVERIES_DAYS', text);

    expect(readRetention()).toEqual({ alertsMs: undefined, deliveriesMs: undefined });
  });
});

it('the key of secrets made at run time is the service’s own unless set', () => {
  vi.stubEnv('TOCSIN_ENCRYPTION_KEY', '');
  expect(readEncryptionKey()).toBeUndefined();

  vi.stubEnv('TOCSIN_ENCRYPTION_KEY', 'arn:aws:kms:us-east-1:111122223333:key/0');
  expect(readEncryptionKey()).toBe('arn:aws:kms:us-east-1:111122223333:key/0');
});
