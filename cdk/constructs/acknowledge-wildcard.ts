import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Tells cdk-nag why a policy names things by the beginning of their name. It
 * knows such a finding by the resource as it shows it, with `<…>` for what only
 * deployment knows.
 */
export function acknowledgeWildcard(construct: IConstruct, arn: string, reason: string): void {
  const id = `AwsSolutions-IAM5[Resource::${shown(Stack.of(construct).resolve(arn))}]`;
  Validations.of(construct).acknowledge({ id, reason });
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(shown).join('');
  const [name, inner] = Object.entries(value ?? {})[0] ?? [];
  if (name === 'Ref') return `<${inner}>`;
  if (name === 'Fn::GetAtt' && Array.isArray(inner)) return `<${inner.join('.')}>`;

  return name === 'Fn::Join' && Array.isArray(inner) ? shown(inner[1]) : '';
}
