/** What one line of the chart shows: how many alerts were shown by when, ms after the beginning, ascending. */
export interface Curve {
  readonly label: string;
  readonly colour: string;
  readonly dash: string;
  readonly shownMs: readonly number[];
}

const WIDTH = 860;
const HEIGHT = 430;
const PLOT = { left: 64, right: 560, top: 48, bottom: 370 } as const;
const LABEL_GAP = 20;

/** Draws alerts shown over time, one curve a contender, labelled at its end; readable on light and on dark ground. */
export function chart(curves: readonly Curve[], alerts: number, untilMs: number, title: string): string {
  const x = (ms: number) => PLOT.left + (Math.min(ms, untilMs) / untilMs) * (PLOT.right - PLOT.left);
  const y = (count: number) => PLOT.bottom - (count / alerts) * (PLOT.bottom - PLOT.top);
  const ends = labelPlaces(curves.map(({ shownMs }) => y(shownMs.length)));

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="${escaped(title)}">`,
    STYLE,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}" rx="8"/>`,
    `<text class="ink" x="${PLOT.left}" y="28" font-size="15" font-weight="600">${escaped(title)}</text>`,
    ...ticks(alerts, 5).map(
      (count) =>
        `<path class="grid" d="M${PLOT.left} ${round(y(count))}H${PLOT.right}"/><text class="soft" x="${PLOT.left - 8}" y="${round(y(count) + 4)}" text-anchor="end">${count.toLocaleString('en-US')}</text>`,
    ),
    ...ticks(untilMs / 1_000, 6).map(
      (seconds) =>
        `<path class="grid" d="M${round(x(seconds * 1_000))} ${PLOT.top}V${PLOT.bottom}"/><text class="soft" x="${round(x(seconds * 1_000))}" y="${PLOT.bottom + 20}" text-anchor="middle">${seconds} s</text>`,
    ),
    `<text class="soft" x="${(PLOT.left + PLOT.right) / 2}" y="${PLOT.bottom + 44}" text-anchor="middle">time since the first alert</text>`,
    ...curves.map((curve, at) => drawn(curve, x, y, untilMs, ends[at] ?? 0)),
    '</svg>',
    '',
  ].join('\n');
}

/** Colours follow the reader's choice of light or dark. */
const STYLE = `<style>
.ground{fill:#ffffff}.ink{fill:#1f2328}.soft{fill:#59636e}.grid{stroke:#d1d9e0;fill:none}.lead{fill:none;stroke-width:1;opacity:.6}
@media (prefers-color-scheme: dark){.ground{fill:#15191f}.ink{fill:#e6edf3}.soft{fill:#9198a1}.grid{stroke:#343b44}}
</style>`;

/** A staircase, and its name beside its end. */
function drawn(
  { label, colour, dash, shownMs }: Curve,
  x: (ms: number) => number,
  y: (count: number) => number,
  untilMs: number,
  labelY: number,
): string {
  const steps = [...Map.groupBy(shownMs, (ms) => Math.round(x(ms)))].map(([at]) => {
    const count = shownMs.filter((ms) => Math.round(x(ms)) <= at).length;
    return `H${at}V${round(y(count))}`;
  });
  const [endX, endY] = [round(x(untilMs)), round(y(shownMs.length))];
  const style = `stroke="${colour}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;

  return [
    `<path ${style} stroke-width="2.5" fill="none" d="M${PLOT.left} ${PLOT.bottom}${steps.join('')}H${endX}"/>`,
    `<path class="lead" stroke="${colour}" d="M${endX} ${endY}L${endX + 14} ${round(labelY)}"/>`,
    `<text class="ink" x="${endX + 18}" y="${round(labelY + 4)}"><tspan fill="${colour}" font-weight="700">${shownMs.length.toLocaleString('en-US')}</tspan> ${escaped(label)}</text>`,
  ].join('\n');
}

/** Where labels stand, so that none covers another: as near to their curves' ends as may be, from below upwards. */
function labelPlaces(ends: readonly number[]): readonly number[] {
  const places = new Map<number, number>();
  let free = PLOT.bottom;
  for (const at of [...ends.keys()].toSorted((a, b) => (ends[b] ?? 0) - (ends[a] ?? 0) || b - a)) {
    const place = Math.min(ends[at] ?? 0, free);
    places.set(at, place);
    free = place - LABEL_GAP;
  }

  return [...ends.keys()].map((at) => places.get(at) ?? 0);
}

function ticks(most: number, parts: number): readonly number[] {
  return Array.from({ length: parts + 1 }, (_, at) => Math.round((most * at) / parts));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
