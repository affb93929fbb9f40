import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { powertoolsTelemetry } from '#functions/edge/powertools-telemetry.ts';
import { METRICS, METRICS_NAMESPACE, type MetricName } from '#shared/config/metric-names.ts';
import { resourceOf, resourcesOf, synthRelay } from './synth-relay.ts';

const template = synthRelay({ canary: { channel: 'dba' }, events: { cloudWatchAlarms: true } });

/** A figure that somebody looks for: its name, and the logical id of the function it is to come from. */
interface Watched {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What the alarms and the dashboard look for in the relay's own namespace. */
const watched: readonly Watched[] = [...watchedByAlarms(), ...watchedByDashboard()];

/** Functions of the template by logical id, with the folder of their code. */
const folders = new Map(
  ['receive', 'admin', 'dispatch'].map((folder) => {
    const prefix = `Relay${folder[0]?.toUpperCase()}${folder.slice(1)}`;
    const [[id] = ['']] = resourcesOf(template, 'AWS::Lambda::Function').filter(([each]) => each.startsWith(prefix));
    return [id, folder] as const;
  }),
);

let written: string[];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('what alarms and dashboard look for', () => {
  it('are figures of functions of this relay', () => {
    expect(watched.length).toBeGreaterThan(20);
    for (const { dimensions } of watched) expect([...folders.keys()]).toContain(dimensions['service']);
  });

  // Lambda gives a function its name, to which a Ref in the template comes, in this variable.
  test.each(watched.map(({ name, dimensions }) => [name, dimensions] as const))(
    '%s is what a function writes, under the same namespace, name and dimensions: %j',
    (name, dimensions) => {
      vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', dimensions['service']);
      powertoolsTelemetry(folders.get(dimensions['service'] ?? '') ?? '').count(name as MetricName, 1);
      const line = JSON.parse(written.join(''));
      const [metric] = line._aws.CloudWatchMetrics;

      expect(metric).toMatchObject({ Namespace: METRICS_NAMESPACE, Metrics: [{ Name: name }] });
      expect(metric.Dimensions).toEqual([Object.keys(dimensions)]);
      expect(line).toMatchObject(dimensions);
    },
  );

  it('are written by the code of that very function', () => {
    const missing = watched.filter(
      ({ name, dimensions }) => !isCountedBy(folders.get(dimensions['service'] ?? '') ?? '', name),
    );

    expect(missing).toEqual([]);
  });
});

/** Whether the code of a function counts a figure by its name; outcomes are counted by their kind. */
function isCountedBy(folder: string, name: string): boolean {
  const root = join(import.meta.dirname, '../../functions');
  const edge = folder === 'dispatch' ? [] : [join(root, 'edge/app.ts')];
  const code = [...globSync(join(root, folder, '**/*.ts')), ...edge].map((file) => readFileSync(file, 'utf8')).join();
  const outcomes = ['delivered', 'throttled', 'misconfigured', 'rejected', 'unreachable', 'unknown'];
  const counted = [...code.matchAll(/\.count\(([^;]*)/g)].map(([, args = '']) => args).join();

  return (
    counted.includes(`'${name}'`) ||
    (outcomes.includes(name) && folder === 'dispatch' && counted.includes('outcome.kind'))
  );
}

interface MetricOfAlarm {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: { readonly Ref: string } }[];
}

/** Of an alarm over an expression, all that is in it. */
function watchedByAlarms(): readonly Watched[] {
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) => {
    const { Metrics = [], ...only } = Properties as MetricOfAlarm & {
      readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: MetricOfAlarm } }[];
    };
    return [only, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])].flatMap(
      ({ Namespace, MetricName, Dimensions = [] }) =>
        Namespace === METRICS_NAMESPACE
          ? [
              {
                name: MetricName ?? '',
                dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value.Ref])),
              },
            ]
          : [],
    );
  });
}

/** A row of a dashboard's metric: namespace, name, then dimensions as pairs. */
function watchedByDashboard(): readonly Watched[] {
  const { DashboardBody } = resourceOf(template, 'AWS::CloudWatch::Dashboard', 'RelayMonitoring').Properties as {
    readonly DashboardBody: { readonly 'Fn::Join': readonly [string, readonly unknown[]] };
  };
  const parts = DashboardBody['Fn::Join'][1].map((part) =>
    typeof part === 'string' ? part : ((part as { readonly Ref?: string }).Ref ?? ''),
  );
  const rows = parts.join('').matchAll(/\["Tocsin","(\w+)","(\w+)","(\w+)"/g);

  return [...rows].map(([, name = '', dimension = '', value = '']) => ({ name, dimensions: { [dimension]: value } }));
}

test('no figure is emitted that the list of metrics does not have', () => {
  expect(watched.filter(({ name }) => !Object.keys(METRICS).includes(name))).toEqual([]);
});
