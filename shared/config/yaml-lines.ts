import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter } from 'yaml';

/** Gives the line of a field path such as `channels[0].robots[1].keyword`, or of the nearest thing around it. */
export function lineFinder(document: Document, counter: LineCounter): (field: string) => number {
  return (field) => {
    let node: unknown = document.contents;
    let offset = offsetOf(node) ?? 0;
    for (const segment of segmentsOf(field)) {
      const step = descend(isAlias(node) ? node.resolve(document) : node, segment);
      if (step === undefined) break;
      node = step.node;
      offset = step.offset ?? offset;
    }

    return counter.linePos(offset).line;
  };
}

function segmentsOf(field: string): readonly string[] {
  return field.split(/[.[\]]+/).filter((segment) => segment !== '');
}

/** For an entry of a map the place of its key, which is there also when its value is not. */
function descend(
  node: unknown,
  segment: string,
): { readonly node: unknown; readonly offset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === segment);
    return pair && { node: pair.value, offset: offsetOf(pair.key) };
  }
  if (!isSeq(node)) return undefined;

  const item = node.items[Number(segment)];
  return item === undefined ? undefined : { node: item, offset: offsetOf(item) };
}

function offsetOf(node: unknown): number | undefined {
  const range: unknown = Object(node).range;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}
