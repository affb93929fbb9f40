import * as z from 'zod/mini';

const FUNCTION = z.looseObject({
  Code: z.looseObject({ S3Key: z.string() }),
  Handler: z.string(),
  MemorySize: z.number(),
  Timeout: z.number(),
  Runtime: z.literal('nodejs24.x'),
  Environment: z.looseObject({ Variables: z.record(z.string(), z.unknown()) }),
});

/** A function as its template describes it. */
export interface FunctionSettings {
  readonly s3Key: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** What is not deployed yet has references instead of values. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Reads the properties of an `AWS::Lambda::Function`. */
export function functionSettings(properties: unknown): FunctionSettings {
  const { Code, Handler, MemorySize, Timeout, Environment } = FUNCTION.parse(properties);
  return {
    s3Key: Code.S3Key,
    handler: Handler,
    timeoutSeconds: Timeout,
    memoryMb: MemorySize,
    variables: Environment.Variables,
  };
}
