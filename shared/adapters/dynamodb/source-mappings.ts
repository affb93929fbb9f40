import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { SourceMapping, SourceMappings } from '#shared/receiving/mapping/source-mapping.ts';
import type { SignatureRule, SignatureRules } from '#shared/receiving/signature/signature-rule.ts';
import { text } from './attribute-values.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** What the store of what a file says of senders needs. */
export interface SourceMappingsOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** How old what it answers may be, in ms. */
  readonly cacheMs: number;
  readonly now: () => number;
}

/** The mappings and the rules of signatures, for those who read alerts by them and those who apply a file. */
export interface SourceMappingStore extends SourceMappings, SignatureRules {
  /** Makes these the mappings, and no others. */
  putSourceMappings(mappings: readonly SourceMapping[]): Promise<void>;
  /** Makes these the rules of signatures, and no others. */
  putSignatureRules(rules: readonly SignatureRule[]): Promise<void>;
}

/** What a file says of senders. */
interface OfSenders {
  readonly mappings: readonly SourceMapping[];
  readonly signatures: readonly SignatureRule[];
}

/** All in one item, as JSON: they come from one file, and who takes alerts in needs both with one read. */
export function createSourceMappings({ client, tableName, cacheMs, now }: SourceMappingsOptions): SourceMappingStore {
  const Key = { [TABLE_SCHEMA.partitionKey]: text('S'), [TABLE_SCHEMA.sortKey]: text('-') };
  let known: { readonly item: OfSenders; readonly at: number } | undefined;
  let writes = 0;

  const read = async (): Promise<OfSenders> => {
    if (known !== undefined && now() - known.at < cacheMs) return known.item;
    const [writesBefore, at] = [writes, now()];
    const { Item = {} } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
    const item = { mappings: parse<SourceMapping>(Item['j']?.S), signatures: parse<SignatureRule>(Item['sg']?.S) };
    // A read that was under way during a write may not show it.
    if (writes === writesBefore) known = { item, at };
    return item;
  };
  const put = async (attribute: 'j' | 'sg', list: readonly unknown[]): Promise<void> => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key,
          UpdateExpression: `SET ${attribute} = :list`,
          ExpressionAttributeValues: { ':list': text(JSON.stringify(list)) },
        }),
      );
    } finally {
      writes += 1;
      known = undefined;
    }
  };

  return {
    list: async () => (await read()).mappings,
    signatures: async () => (await read()).signatures,
    putSourceMappings: (mappings) => put('j', mappings),
    putSignatureRules: (rules) => put('sg', rules),
  };
}

/** Only this store writes the item, so its JSON is what it wrote. */
function parse<T>(json: string | undefined): readonly T[] {
  return json === undefined ? [] : (JSON.parse(json) as readonly T[]);
}
