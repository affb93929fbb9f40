import { TABLE_SCHEMA } from '#shared/adapters/dynamodb/table-schema.ts';

interface KeyPart {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

/** A table as the engine describes it, in DynamoDB's own words. */
export interface TableRecord {
  readonly TableName: string;
  readonly TableStatus: 'ACTIVE';
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: 'S' }[];
  readonly KeySchema: readonly KeyPart[];
  readonly LocalSecondaryIndexes: readonly {
    readonly IndexName: string;
    readonly KeySchema: readonly KeyPart[];
    readonly Projection: { readonly ProjectionType: 'INCLUDE'; readonly NonKeyAttributes: readonly string[] };
  }[];
}

/** The one table the engine serves. It is never created at run time, so it can't be half created either. */
export function tableRecord(tableName: string): TableRecord {
  const { partitionKey, sortKey, dueIndex } = TABLE_SCHEMA;

  return {
    TableName: tableName,
    TableStatus: 'ACTIVE',
    AttributeDefinitions: [partitionKey, sortKey, dueIndex.sortKey].map((name) => ({
      AttributeName: name,
      AttributeType: 'S',
    })),
    KeySchema: keySchema(partitionKey, sortKey),
    LocalSecondaryIndexes: [
      {
        IndexName: dueIndex.name,
        KeySchema: keySchema(partitionKey, dueIndex.sortKey),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: dueIndex.projected },
      },
    ],
  };
}

function keySchema(partitionKey: string, sortKey: string): readonly KeyPart[] {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
}
