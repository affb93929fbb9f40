import { LANGUAGES } from '#shared/channels/channel.ts';
import type { ProblemKind } from '../../edge/http-problem.ts';

import { LIST_FORMATS, LIST_TYPES } from '../list-format.ts';

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A query parameter. */
export interface ParameterDoc {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonSchema;
}

/** What is said of one route beside what the table of routes says. */
export interface OperationDoc {
  readonly tag:
    | 'Alerts'
    | 'Channels'
    | 'Push settings'
    | 'Ledger'
    | 'Inhibition'
    | 'Silences'
    | 'Watchdogs'
    | 'Tokens'
    | 'Operation';
  readonly summary: string;
  readonly description?: string;
  /** What the parameter of the path is. */
  readonly path?: string;
  readonly query?: readonly ParameterDoc[];
  readonly body?: {
    readonly schema: JsonSchema;
    readonly examples: Readonly<Record<string, unknown>>;
    /** Content types beside `application/json`. */
    readonly also?: readonly string[];
  };
  readonly success: {
    readonly status: 200 | 201 | 204;
    readonly description: string;
    readonly schema?: JsonSchema;
    readonly example?: unknown;
    /** Content types beside `application/json`. */
    readonly also?: readonly string[];
  };
  /** How it can fail, beside what every route with a token can (401, 403, 500, 503). */
  readonly problems?: readonly ProblemKind[];
}

/** A reference to one of the document's schemas. */
export function ref(schema: string): JsonSchema {
  return { $ref: `#/components/schemas/${schema}` };
}

/** A page of a list. */
export function pageOf(schema: string): JsonSchema {
  return object(
    {
      items: { type: 'array', items: ref(schema) },
      cursor: {
        type: ['string', 'null'],
        description:
          'Give it as ?cursor= with the same filter for the next page; null at the end. A page may hold fewer items than the limit, or none, and not be the last: a request reads only so much.',
      },
    },
    ['items', 'cursor'],
  );
}

/** An object whose fields are all known. */
export function object(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** A text. */
export function text(description?: string): JsonSchema {
  return { type: 'string', ...(description === undefined ? {} : { description }) };
}

/** A point in time: RFC 3339. */
export function moment(description: string): JsonSchema {
  return { type: 'string', format: 'date-time', description };
}

/** A point in time, or null. */
export function momentOrNull(description: string): JsonSchema {
  return { type: ['string', 'null'], format: 'date-time', description };
}

/** A whole number. */
export function whole(
  description: string,
  bounds: { readonly minimum?: number; readonly maximum?: number } = {},
): JsonSchema {
  return { type: 'integer', description, ...bounds };
}

/** A list of texts. */
export function texts(description: string, bounds: { readonly maxItems?: number } = {}): JsonSchema {
  return { type: 'array', items: { type: 'string' }, description, ...bounds };
}

/** One of some words. */
export function word(words: readonly string[], description?: string): JsonSchema {
  return { type: 'string', enum: [...words], ...(description === undefined ? {} : { description }) };
}

/** A time in a query or a body. */
export const TIME: JsonSchema = {
  anyOf: [
    { type: 'string', format: 'date-time' },
    { type: 'integer', description: 'ms since 1970' },
  ],
};

/** The language of sentences. */
export const LANGUAGE_PARAMETER: ParameterDoc = {
  name: 'language',
  description: 'Of the advice; else the first of Accept-Language that is one of them, else zh_CN.',
  schema: word(LANGUAGES),
};

/** What a list is answered as. */
export const FORMAT_PARAMETER: ParameterDoc = {
  name: 'format',
  description:
    'csv and jsonl are files of up to 1,000 rows unless limit says otherwise; the header Link has the address of the next page (rel="next"), x-next-cursor its cursor. Pages after the first have no header row, so that they can be put together. Without it Accept decides.',
  schema: { ...word(LIST_FORMATS), default: 'json' },
};

/** The parameters of a list that can be taken away as a file. */
export function fileParameters(): readonly ParameterDoc[] {
  return [...pageParameters(100), FORMAT_PARAMETER, LANGUAGE_PARAMETER];
}

/** The types such a list is answered in beside JSON. */
export const FILE_TYPES: readonly string[] = [LIST_TYPES.csv, LIST_TYPES.jsonl];

/** The parameters every list has. */
export function pageParameters(byDefault: number): readonly ParameterDoc[] {
  return [
    {
      name: 'limit',
      description: 'How many items at most.',
      schema: { type: 'integer', minimum: 1, maximum: 1_000, default: byDefault },
    },
    { name: 'cursor', description: 'Of the page before.', schema: text() },
  ];
}
