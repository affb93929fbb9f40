import * as z from 'zod/mini';

/** One resource of a template. */
const RESOURCE = z.looseObject({
  Type: z.string(),
  Properties: z.optional(z.record(z.string(), z.unknown())),
  DependsOn: z.optional(z.union([z.string(), z.array(z.string())])),
});

const TEMPLATE = z.looseObject({ Resources: z.record(z.string(), RESOURCE) });

/** One resource of a template. */
export type TemplateResource = z.infer<typeof RESOURCE>;
/** A CloudFormation template, of which only the resources matter here. */
export type StackTemplate = z.infer<typeof TEMPLATE>;

/** Reads a template; throws when it is none. */
export function parseTemplate(value: unknown): StackTemplate {
  return TEMPLATE.parse(value);
}

/** The resources of a type, by logical id. */
export function ofType(template: StackTemplate, type: string): readonly (readonly [string, TemplateResource])[] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}
