import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for the SDK's chain of credential providers in the bundles: Lambda
 * always gives a function its role's credentials in the environment, and the
 * code for profiles, single sign-on and instance metadata is 95 kB that every
 * cold start would load.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime (read 2026-11-21)
 */
export function defaultProvider(): ReturnType<typeof fromEnv> {
  return fromEnv();
}
