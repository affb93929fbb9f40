import { leftOut } from './left-out.ts';
import type { StackTemplate, TemplateResource } from './template.ts';

/** A template that moto can deploy. */
export interface Deployable {
  readonly template: StackTemplate;
  /** The resources it lacks, by logical id. */
  readonly without: Readonly<Record<string, TemplateResource>>;
}

/** Begins the names of outputs that hold the properties of a resource, resolved. */
const PROPERTIES_OF = 'PropertiesOf';
/** Begins the names of outputs that hold the name CloudFormation gave a resource. */
const NAME_OF = 'NameOf';

/**
 * Takes out of a template what moto does not make, and puts `known` or a name
 * where something refers to it. All properties come back as outputs, with what
 * they refer to filled in by moto.
 */
export function deployable(template: StackTemplate, known: Readonly<Record<string, string>>): Deployable {
  const all = Object.entries(template.Resources);
  const without = Object.fromEntries(all.filter(([, { Type }]) => leftOut(Type) !== undefined));
  const stands = (id: string, attribute?: string): string | undefined =>
    id in without ? (known[id] ?? standIn(id, attribute)) : undefined;
  const kept = all.filter(([id]) => !(id in without));
  const resources = kept.map(([id, resource]) => [id, filled(independent(resource, without), stands)]);
  const properties = all.map(([id, { Properties }]) => [
    `${PROPERTIES_OF}${id}`,
    { Value: { 'Fn::ToJsonString': filled(Properties ?? {}, stands) } },
  ]);
  const names = all.map(([id]) => [`${NAME_OF}${id}`, { Value: stands(id) ?? { Ref: id } }]);

  return {
    template: {
      ...template,
      Resources: Object.fromEntries(resources),
      Outputs: Object.fromEntries([...properties, ...names]),
    },
    without,
  };
}

/** The resolved properties of a resource, from the outputs of the deployed template. */
export function propertiesFrom(outputs: ReadonlyMap<string, string>, id: string): unknown {
  return JSON.parse(outputs.get(`${PROPERTIES_OF}${id}`) ?? '{}');
}

/** What `Ref` of a resource is. */
export function nameFrom(outputs: ReadonlyMap<string, string>, id: string): string {
  return outputs.get(`${NAME_OF}${id}`) ?? id;
}

function standIn(id: string, attribute?: string): string {
  return attribute === 'ApiEndpoint' ? `https://${id.toLowerCase()}.execute-api.us-east-1.amazonaws.com` : id;
}

function independent(resource: TemplateResource, without: Readonly<Record<string, unknown>>): TemplateResource {
  const { DependsOn, ...rest } = resource;
  const left = [DependsOn ?? []].flat().filter((id) => !(id in without));

  return left.length === 0 ? rest : { ...rest, DependsOn: left };
}

/** A copy of a value, with references to what is left out replaced. */
function filled<T>(value: T, stands: (id: string, attribute?: string) => string | undefined): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) => reference(part, stands) ?? part);
}

function reference(part: unknown, stands: (id: string, attribute?: string) => string | undefined): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined;
  if ('Ref' in part && typeof part.Ref === 'string') return stands(part.Ref);
  if (!('Fn::GetAtt' in part)) return undefined;
  const [id, attribute] = [part['Fn::GetAtt']].flat().map(String);

  return stands(id ?? '', attribute);
}
