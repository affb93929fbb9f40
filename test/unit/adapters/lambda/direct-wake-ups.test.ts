import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDirectWakeUps, WakeUpRefusedError } from '#shared/adapters/lambda/direct-wake-ups.ts';
import { type EventsStandIn, startEvents } from '#test/functions/events-stand-in.ts';

const WAKE_UP = { lane: 'a-lane', marks: ['0a/运维'] };
const SECRET = 'fake-secret-key-of-the-role';
const PATH = '/2015-03-31/functions/Tocsin-Dispatch/invocations';

let events: EventsStandIn;

beforeEach(async () => {
  events = await startEvents();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAFAKE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);
  vi.stubEnv('AWS_SESSION_TOKEN', 'fake-session-token');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await events.stop();
});

const direct = () => createDirectWakeUps({ url: `${events.endpoint}${PATH}`, region: 'cn-north-1' });

describe('a wake-up without the queue', () => {
  test('is an event for the function, signed by its role for the region', async () => {
    await direct().schedule(WAKE_UP, 1_795_000_000_000);
    const [request] = events.requests;

    expect(JSON.parse(request?.body ?? '')).toEqual({ wakeUp: WAKE_UP, atMs: 1_795_000_000_000 });
    expect([request?.method, request?.path]).toEqual(['POST', PATH]);
    expect(request?.headers).toMatchObject({
      'x-amz-invocation-type': 'Event',
      'x-amz-security-token': 'fake-session-token',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIAFAKE\/\d{8}\/cn-north-1\/lambda\/aws4_request, SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]*, Signature=[0-9a-f]{64}$/,
      ),
    });
  });

  test('goes through a connection that is there already', async () => {
    const wakeUps = direct();
    for (const at of [1, 2, 3]) await wakeUps.schedule(WAKE_UP, at);

    expect([events.requests.length, events.connections()]).toEqual([3, 1]);
  });

  test.each([200, 403, 404, 429, 500])(
    'that is answered %i was not taken, and the error says no more than that',
    async (status) => {
      events.answer(status, `{"message":"${SECRET} is not authorized"}`);
      const failed = direct().schedule(WAKE_UP, 1);

      await expect(failed).rejects.toThrow(WakeUpRefusedError);
      await expect(failed).rejects.toThrow(new RegExp(`^[^{]*HTTP ${status}$`));
    },
  );

  test('goes through another connection when the former one has ended', async () => {
    const wakeUps = direct();
    await wakeUps.schedule(WAKE_UP, 1);
    events.answer('cut');
    await wakeUps.schedule(WAKE_UP, 2);

    expect(events.requests.slice(1).map(({ body }) => JSON.parse(body).atMs)).toEqual([2, 2]);
  });

  test('is given up when nobody answers', async () => {
    events.answer('never');

    await expect(direct().schedule(WAKE_UP, 1)).rejects.toThrow(/time/i);
  });

  test('fails when nobody is there', async () => {
    const wakeUps = direct();
    await events.stop();

    await expect(wakeUps.schedule(WAKE_UP, 1)).rejects.toThrow();
  });
});
