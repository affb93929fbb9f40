import { inflateRawSync } from 'node:zlib';
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { EmbeddedTable } from '#local/embedded-table.ts';
import { unpackContent } from '#shared/admission/content.ts';

/** Every item of the table as text, with what is packed in it unpacked. */
export async function wholeTable({ client, tableName }: Pick<EmbeddedTable, 'client' | 'tableName'>) {
  const texts: string[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: tableName, ExclusiveStartKey: start }));
    texts.push(...(page.Items ?? []).map((item) => JSON.stringify(Object.entries(item).map(readable))));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);

  return texts;
}

function readable([name, value]: readonly [string, AttributeValue]): unknown {
  return value.B === undefined ? [name, value] : [name, unpacked(value.B)];
}

/** Content of alerts and messages is deflated, the first with a dictionary. */
function unpacked(bytes: Uint8Array): unknown {
  const content = unpackContent(bytes);
  if (content !== undefined) return content;
  try {
    return inflateRawSync(bytes).toString('utf8');
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
