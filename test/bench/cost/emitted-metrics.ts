/** The distinct custom metrics in some log lines: each name with each set of values of its dimensions is one. */
export function metricsIn(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap(metricsOf));
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

function metricsOf(line: string): readonly string[] {
  if (!line.includes('"_aws"')) return [];
  const fields = JSON.parse(line) as Readonly<Record<string, unknown>> & {
    readonly _aws: { readonly CloudWatchMetrics: readonly Directive[] };
  };

  return fields._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => [Namespace, Name, ...names.map((name) => `${name}=${fields[name]}`)].join(' ')),
    ),
  );
}
