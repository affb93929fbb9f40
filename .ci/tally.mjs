// Adds up vitest's JSON reports, given as arguments, and prints `N passed, N failed`.
// A file that could not even be loaded has no tests to fail: it counts as one failure.
import { readFileSync } from 'node:fs';

const reports = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')));

const passed = sum(reports.map((report) => report.numPassedTests));
const failed = sum(reports.map((report) => report.numFailedTests + report.testResults.filter(isUnloadable).length));

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;

function isUnloadable({ status, assertionResults }) {
  return status === 'failed' && !assertionResults.some((result) => result.status === 'failed');
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
