import { didYouMean } from '../channels/did-you-mean.ts';
import { type Findings, isRecord } from '../channels/section.ts';
import { type EventPattern, OPERATORS } from '../receiving/mapping/event-pattern.ts';

/** How deep a pattern may go, in fields; EventBridge's events are shallower. */
const MAX_DEPTH = 20;

/** The most a pattern may take as JSON, in characters (EventBridge quotas: 2,048, read 2026-11-21). */
const MAX_LENGTH = 2_048;

/**
 * Reads an event pattern. It becomes a rule of the stack and is compared here
 * once more, so only operators that both know are taken.
 */
export function parseEventPattern(value: unknown, path: string, findings: Findings): EventPattern | undefined {
  const before = findings.errors.length;
  if (!isRecord(value) || Object.keys(value).length === 0) {
    findings.errors.push({ field: path, message: 'must be an event pattern, as { source: [aws.ec2] }' });
    return undefined;
  }

  checkPattern(value, path, findings, 0);
  if (JSON.stringify(value).length > MAX_LENGTH)
    findings.errors.push({ field: path, message: `must be at most ${MAX_LENGTH} characters long as JSON` });
  return findings.errors.length === before ? value : undefined;
}

function checkPattern(pattern: EventPattern, path: string, findings: Findings, depth: number): void {
  if (depth > MAX_DEPTH) {
    findings.errors.push({ field: path, message: `must be at most ${MAX_DEPTH} fields deep` });
    return;
  }

  for (const [field, wanted] of Object.entries(pattern)) {
    const at = `${path}.${field}`;
    if (field === '$or') checkAlternatives(wanted, at, findings, depth);
    else if (isRecord(wanted)) checkPattern(wanted, at, findings, depth + 1);
    else if (!Array.isArray(wanted) || wanted.length === 0)
      findings.errors.push({ field: at, message: 'must be a list of what fits […], or an object of further fields' });
    else for (const one of wanted) checkLeaf(one, at, findings);
  }
}

function checkAlternatives(wanted: unknown, at: string, findings: Findings, depth: number): void {
  if (!Array.isArray(wanted) || wanted.length < 2 || !wanted.every(isRecord)) {
    findings.errors.push({ field: at, message: 'must be a list of two patterns or more' });
    return;
  }
  for (const one of wanted) checkPattern(one, at, findings, depth + 1);
}

function checkLeaf(one: unknown, at: string, findings: Findings): void {
  if (one === null || ['string', 'number', 'boolean'].includes(typeof one)) return;
  const operators = isRecord(one) ? Object.entries(one) : [];
  if (operators.length !== 1) {
    findings.errors.push({ field: at, message: 'must list values, or operators as { prefix: … }' });
    return;
  }

  for (const [operator, operand] of operators) {
    if (!OPERATORS.some((known) => known === operator)) reportUnknown(operator, at, findings);
    else if (!isOperand(operator, operand))
      findings.errors.push({ field: at, message: `has an operand that ${operator} does not take` });
  }
}

function reportUnknown(operator: string, at: string, findings: Findings): void {
  const meant = didYouMean(operator, OPERATORS);
  const advice = meant === undefined ? `known are ${OPERATORS.join(', ')}` : `did you mean ${meant}?`;
  findings.errors.push({ field: at, message: `uses an operator that is not known here: ${advice}` });
}

function isOperand(operator: string, operand: unknown): boolean {
  const texts = [operand].flat();
  switch (operator) {
    case 'exists':
      return typeof operand === 'boolean';
    case 'numeric':
      return Array.isArray(operand) && isComparison(operand);
    case 'anything-but':
      return isRecord(operand)
        ? Object.entries(operand).every(
            ([inner, value]) => TEXT_OPERATORS.includes(inner) && [value].flat().every((one) => isText(one)),
          )
        : texts.length > 0 && texts.every((one) => typeof one === 'string' || typeof one === 'number');
    default:
      return isText(operand) || (isRecord(operand) && isText(operand['equals-ignore-case']));
  }
}

const TEXT_OPERATORS: readonly string[] = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** `[">", 0]`, or `[">", 0, "<=", 5]`. */
function isComparison(operand: readonly unknown[]): boolean {
  const isPair = (at: number) =>
    ['<', '<=', '=', '>=', '>'].includes(String(operand[at])) && typeof operand[at + 1] === 'number';
  return (operand.length === 2 && isPair(0)) || (operand.length === 4 && isPair(0) && isPair(2));
}
