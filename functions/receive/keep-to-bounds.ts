import { type BoundKind, type Bounds, namesOutside } from '#shared/access/bounds.ts';
import type { ParsedAlert } from '#shared/alert/alert.ts';
import type { FieldError } from '#shared/receiving/source.ts';
import { problem } from '../edge/http-problem.ts';

/** What a request says of where its alerts go and whose they are. */
interface Named {
  readonly channels?: readonly string[];
  readonly source?: string;
}

/** The refusal of a request whose query names what its token is not bound to; undefined when it does not. */
export function refuseQuery(bounds: Bounds | undefined, { channels = [], source }: Named): Response | undefined {
  const errors = [
    ...namesOutside(bounds, 'channels', channels).map((name) => outside('channel', name, 'channels', bounds)),
    ...namesOutside(bounds, 'sources', source === undefined ? [] : [source]).map((name) =>
      outside('source', name, 'sources', bounds),
    ),
  ];

  return errors.length === 0 ? undefined : refused(errors);
}

/** The refusal of alerts that are of a sender their token does not speak for. All or nothing, like everything here. */
export function refuseAlerts(
  bounds: Bounds | undefined,
  alerts: readonly ParsedAlert[],
  sender: string,
): Response | undefined {
  const errors = alerts.flatMap((alert, at) =>
    namesOutside(bounds, 'sources', [alert.source ?? sender]).map((name) =>
      outside(`alerts[${at}].source`, name, 'sources', bounds),
    ),
  );

  return errors.length === 0 ? undefined : refused(errors);
}

/** The sender of a request that names none: the one its token speaks for, when that is a single one. */
export function boundSource(bounds: Bounds | undefined): string | undefined {
  const [only, ...others] = bounds?.sources ?? [];

  return others.length === 0 ? only : undefined;
}

function outside(field: string, name: string, kind: BoundKind, bounds: Bounds | undefined): FieldError {
  const own = (bounds?.[kind] ?? []).map((each) => `"${each}"`).join(', ');
  return { field, message: `is "${shortened(name)}", and this token is bound to ${own}` };
}

function refused(errors: readonly FieldError[]): Response {
  const detail =
    'Nothing was accepted. Name (?channel=, ?source=) what this token is bound to, or have a token made for the others.';
  return problem('out-of-bounds', { detail, errors });
}

/** Enough of a name to recognise it by. */
function shortened(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
}
