import { readFileSync } from 'node:fs';
import { type Change, readChanges } from './report.ts';

/** Writes down a second run of Stryker, for what came through the first: `second-run.ts CONFIG REPORT NEW-REPORT`. */
const [config = '', report = '', newReport = ''] = process.argv.slice(2);
const left = readChanges(report).filter(({ came }) => came === 'survived' || came === 'untested');

if (left.length > 0) {
  const mutate = [...new Set(left.map(rangeOf))];
  const name = (ending: string) => ({ fileName: newReport.replace(/json$/, ending) });
  const run = {
    ...JSON.parse(readFileSync(config, 'utf8')),
    mutate,
    jsonReporter: name('json'),
    htmlReporter: name('html'),
  };
  console.log(JSON.stringify(run, undefined, 2));
}

/** Stryker's ranges count columns from 0, its reports from 1. */
function rangeOf({ file, location: { start, end } }: Change): string {
  return `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;
}
