import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SourceMapping, SourceMappings } from '#shared/receiving/mapping/source-mapping.ts';
import { needText, text } from './attribute-values.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/** What the store of mappings needs. */
export interface SourceMappingsOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** How old the mappings may be, in ms. */
  readonly cacheMs: number;
  readonly now: () => number;
}

/** The mappings, for those who read alerts with them and those who apply a file. */
export interface SourceMappingStore extends SourceMappings {
  /** Makes these the mappings, and no others. */
  putSourceMappings(mappings: readonly SourceMapping[]): Promise<void>;
}

/** All mappings in one item, as JSON: they come from one file and change together. */
export function createSourceMappings({ client, tableName, cacheMs, now }: SourceMappingsOptions): SourceMappingStore {
  const Key = { [TABLE_SCHEMA.partitionKey]: text('S'), [TABLE_SCHEMA.sortKey]: text('-') };
  let known: { readonly mappings: readonly SourceMapping[]; readonly at: number } | undefined;
  let writes = 0;

  return {
    async list() {
      if (known !== undefined && now() - known.at < cacheMs) return known.mappings;
      const [writesBefore, at] = [writes, now()];
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
      const mappings = Item === undefined ? [] : parseMappings(needText(Item, 'j'));
      // A read that was under way during a write may not show it.
      if (writes === writesBefore) known = { mappings, at };
      return mappings;
    },
    async putSourceMappings(mappings) {
      try {
        const Item = { ...Key, j: text(JSON.stringify(mappings)) };
        await client.send(new PutItemCommand({ TableName: tableName, Item }));
      } finally {
        writes += 1;
        known = undefined;
      }
    },
  };
}

/** Only this store writes the item, so its JSON is a list of mappings. */
function parseMappings(json: string): readonly SourceMapping[] {
  return JSON.parse(json) as readonly SourceMapping[];
}
