import type { JsonSchema } from './operation.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;

/**
 * The schemas as bodies may have them: in what comes in, null says the same as
 * leaving a field out, so every field that is not required may be null. Schemas
 * that answers have as well stay as strict as the answers are.
 */
export function withLenientInput(
  schemas: Schemas,
  bodies: readonly JsonSchema[],
  answers: readonly JsonSchema[],
): Schemas {
  const answered = reached(answers, schemas);
  const only = [...reached(bodies, schemas)].filter((name) => !answered.has(name));
  const lenient = only.map((name) => [name, optionalMayBeNull(schemas[name] ?? {})] as const);

  return { ...schemas, ...Object.fromEntries(lenient) };
}

function reached(from: readonly JsonSchema[], schemas: Schemas): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isSchema(value)) return;
    const name = /^#\/components\/schemas\/(.+)$/.exec(String(value['$ref']))?.[1];
    if (name !== undefined && !names.has(name)) {
      names.add(name);
      visit(schemas[name]);
    }
    Object.values(value).forEach(visit);
  };
  from.forEach(visit);

  return names;
}

function optionalMayBeNull(schema: JsonSchema): JsonSchema {
  const { properties, required, items, anyOf } = schema;
  const isRequired = (name: string) => Array.isArray(required) && required.includes(name);
  const field = ([name, of]: readonly [string, unknown]) => {
    const inner = isSchema(of) ? optionalMayBeNull(of) : {};
    return [name, isRequired(name) ? inner : orNull(inner)] as const;
  };

  return {
    ...schema,
    ...(isSchema(properties) ? { properties: Object.fromEntries(Object.entries(properties).map(field)) } : {}),
    ...(isSchema(items) ? { items: optionalMayBeNull(items) } : {}),
    ...(Array.isArray(anyOf) ? { anyOf: anyOf.map((one: JsonSchema) => optionalMayBeNull(one)) } : {}),
  };
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf } = schema;
  const types = Array.isArray(type) ? type : [type];
  if (types.includes('null')) return schema;
  if (typeof type === 'string' && schema['enum'] === undefined) return { ...schema, type: [type, 'null'] };
  if (Array.isArray(anyOf)) return { ...schema, anyOf: [...anyOf, { type: 'null' }] };

  return { anyOf: [schema, { type: 'null' }] };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
