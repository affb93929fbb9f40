import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlertRelay } from '#cdk/constructs/alert-relay.ts';
import type { AlertRelayProps } from '#cdk/constructs/alert-relay-props.ts';

/** One resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** One statement of a policy, its actions and resources as lists. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The template of a stack with nothing but a relay, without bundling its functions. */
export function synthRelay(props?: AlertRelayProps): Template {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'Test');
  new AlertRelay(stack, 'Relay', props);

  return Template.fromStack(stack);
}

/** All resources of a type, by logical id. */
export function resourcesOf(template: Template, type?: string): readonly (readonly [string, Resource])[] {
  const all = Object.entries(template.toJSON()['Resources'] as Record<string, Resource>);
  return all.filter(([, resource]) => type === undefined || resource.Type === type);
}

/** The only resource of a type whose logical id begins with `prefix`. */
export function resourceOf(template: Template, type: string, prefix: string): Resource {
  const found = resourcesOf(template, type).filter(([id]) => id.startsWith(prefix));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} resources ${type} ${prefix}…`);

  return only[1];
}

/** What the role of a function may do, from all the policies that name it. */
export function statementsOf(template: Template, functionPrefix: string): readonly Statement[] {
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([id]) => id.startsWith(functionPrefix))
    .flatMap(([, policy]) => rawStatements(policy))
    .map(({ Action, Resource, Condition }) => ({
      actions: [Action].flat(),
      resources: [Resource].flat(),
      ...(Condition && { conditions: Condition }),
    }));
}

interface RawStatement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: NonNullable<Statement['conditions']>;
}

function rawStatements(policy: Resource): readonly RawStatement[] {
  return (policy.Properties['PolicyDocument'] as { readonly Statement: readonly RawStatement[] }).Statement;
}
