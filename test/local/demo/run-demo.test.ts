import { describe, expect, it } from 'vitest';
import { reportText } from '#local/demo/report.ts';
import { runDemo } from '#local/demo/run-demo.ts';
import { type Honesty, startFakeRelay } from './fake-relay.ts';

/** A run of some two seconds. */
function run(honesty: Honesty) {
  return runDemo({
    startRelay: (webhookHost) => startFakeRelay(webhookHost, honesty),
    output: { write: () => true },
    pace: 0.05,
    onReady: () => undefined,
  });
}

describe.concurrent('a demo run', () => {
  it('passes a relay that tells everything and bothers no robot', async () => {
    const finished = await run('honest');

    expect(finished.problems).toEqual([]);
    expect(finished.account.channels).toMatchObject([
      { accepted: 507, delivered: 506, suppressed: 1, lost: 0 },
      { accepted: 507, delivered: 506, suppressed: 1, lost: 0 },
    ]);
    expect(reportText(finished)).toContain('✓ 506 alerts reached 2 groups');
  });

  it('finds an alert that was accepted and forgotten', async () => {
    const finished = await run('forgets-one');

    expect(finished.problems).toEqual(['2 lost']);
    expect(reportText(finished)).toContain('lost in dba-oncall: 2000007');
  });

  it('believes no message that did not arrive', async () => {
    expect((await run('claims-too-much')).problems).toEqual([expect.stringMatching(/^\d+ lost$/)]);
  });

  it('fails a relay that has a robot throttled', async () => {
    const { problems } = await run('bursts');

    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringContaining('answers of a throttled robot'),
        expect.stringContaining('requests to one robot in a minute, more than 20'),
      ]),
    );
  });
});
