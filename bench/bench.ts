import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '../local/cloud/local-cloud.ts';
import { benchAnalyzer } from './analyzer.ts';
import { benchCost } from './cost.ts';
import { benchDecode } from './decode.ts';
import { reportOf, tableOf, type BenchReport, type Row } from './frame.ts';
import { benchLife } from './life.ts';
import { benchNearDuplicates } from './near-duplicates.ts';
import { benchOnnx } from './onnx.ts';
import { benchRedaction } from './redaction.ts';
import { benchScaling } from './scaling.ts';
import { benchValidation } from './validation.ts';

/** `npm run bench [-- NAME …] [--json]`. Without a name all run, and results.json is written. */
const benches: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  life: benchLife,
  validation: benchValidation,
  decode: benchDecode,
  analyzer: benchAnalyzer,
  'near-duplicates': benchNearDuplicates,
  onnx: benchOnnx,
  redaction: benchRedaction,
  scaling: benchScaling,
  cost: benchCost,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}. There is: ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : Object.keys(benches);
const reports: BenchReport[] = [];
for (const name of names) {
  const rows = await benches[name]?.();
  const report = reportOf(name, rows ?? []);
  reports.push(report);
  console.log(values.json ? JSON.stringify(report, null, 2) : tableOf(report));
}
if (positionals.length === 0) {
  const file = join(projectFolder, 'bench', 'results.json');
  await writeFile(file, `${JSON.stringify(reports, null, 2)}\n`);
}
process.exitCode = reports.every(({ rows }) => rows.every(({ holds }) => holds)) ? 0 : 1;
