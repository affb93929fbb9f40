/**
 * Stands in for the SDK's event streams in the bundles: none of the operations
 * a function calls answers with one, and their code is 20 kB that every cold
 * start would load.
 */
export function eventStreamSerdeProvider(): never {
  throw new Error('the functions are bundled without event streams: see cdk/constructs/relay-function.ts');
}

/** What the SDK asks for beside it. */
export const EventStreamSerde = eventStreamSerdeProvider;
