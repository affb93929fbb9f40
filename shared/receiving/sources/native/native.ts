import type { ParsedAlert } from '../../../alert/alert.ts';
import type { FieldError, Source, SourceResult } from '../../source.ts';
import { isJsonObject, type JsonObject, parseJson } from '../json.ts';
import { keepWithin } from '../keep-within.ts';
import { readAlert } from './alert-fields.ts';
import { locateJsonFault } from './json-fault.ts';
import { unknownFieldError } from './unknown-field.ts';

/** Errors listed in one answer; a request with more has the same mistake many times. */
const MAX_ERRORS = 100;

/**
 * The relay's own format: one alert, an array of alerts or `{"alerts":[…]}`.
 * Its senders can mend a request, so it is strict, and all or nothing.
 */
export const native: Source = {
  kind: 'native',
  splitSetting: 'the number of alerts in a request',
  parse: parseNative,
};

function parseNative(body: string): SourceResult {
  const value = parseJson(body);
  if (value === undefined) return invalid([{ field: 'body', message: locateJsonFault(body) }]);
  if (Array.isArray(value)) return readAll(value, []);
  if (!isJsonObject(value)) return invalid([{ field: 'body', message: `is ${kindOf(value)}; ${ACCEPTED}` }]);
  if (Object.hasOwn(value, 'alerts')) return readWrapper(value);

  return readOne(value);
}

const ACCEPTED = 'send one alert as an object, an array of them, or {"alerts":[…]}';

function readWrapper(wrapper: JsonObject): SourceResult {
  const errors = Object.keys(wrapper)
    .filter((key) => key !== 'alerts')
    .map((key) => unknownFieldError(key, key, ['alerts']));
  const alerts = wrapper['alerts'];
  if (!Array.isArray(alerts)) return invalid([...errors, { field: 'alerts', message: 'must be an array of alerts' }]);

  return readAll(alerts, errors);
}

function readAll(values: readonly unknown[], first: readonly FieldError[]): SourceResult {
  const errors = [...first];
  const alerts = values.map((value, index) => readAlert(value, `alerts[${index}]`, errors));
  return result(alerts, errors);
}

function readOne(value: JsonObject): SourceResult {
  const errors: FieldError[] = [];
  return result([readAlert(value, '', errors)], errors);
}

function result(alerts: readonly ParsedAlert[], errors: readonly FieldError[]): SourceResult {
  return errors.length > 0 ? invalid(errors) : { kind: 'parsed', alerts: alerts.map((alert) => keepWithin(alert)) };
}

function invalid(errors: readonly FieldError[]): SourceResult {
  const rest = errors.length - MAX_ERRORS;
  if (rest <= 0) return { kind: 'invalid', errors };

  return {
    kind: 'invalid',
    errors: [...errors.slice(0, MAX_ERRORS), { field: 'alerts', message: `and ${rest} more errors` }],
  };
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : `a ${typeof value}`;
}
