import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checksOf, meantRefusals, type Check, type JudgedLine } from './checks.ts';
import { corpusFolder, surveyFolder } from './folder.ts';

const usage = 'npm run test:corpus [-- --dir FOLDER] [--json]';

/** Text in columns. */
const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const rowOf = (line: JudgedLine): readonly string[] => [
  line.file,
  line.verdict,
  line.reason ?? '',
  line.media === undefined
    ? ''
    : `${line.media.container} ${line.media.codec} ${line.media.width}x${line.media.height} ` +
      `${line.media.durationIsEstimated ? '~' : ''}${line.media.durationSeconds} s`,
  String(line.bytes),
  String(line.bytesRead),
  String(line.reads),
  line.milliseconds.toFixed(2),
];

const print = (lines: readonly JudgedLine[], checks: readonly Check[], oracle: string): void => {
  const head = ['file', 'verdict', 'reason', 'facts', 'bytes', 'read', 'reads', 'ms'];
  console.log(columns([head, ...lines.map(rowOf)]));
  console.log(`\n${lines.length} files, compared with ${oracle}`);
  for (const { file, reason } of meantRefusals(lines)) {
    console.log(`meant   ${file}: ffprobe accepts it, refused as ${reason ?? ''}`);
  }
  for (const { check, holds, detail, broken } of checks) {
    console.log(`${holds ? 'holds ' : 'BROKEN'}  ${check}: ${detail}`);
    if (!holds) for (const file of broken) console.log(`          ${file}`);
  }
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: { dir: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const folder = values.dir === undefined ? corpusFolder : resolve(values.dir);
  if (!existsSync(folder)) {
    console.error(
      `There is no folder ${folder}, so nothing was checked. The corpus of real files lies ` +
        `beside the project and is not part of it; give any folder of films instead: ${usage}`,
    );
    return 2;
  }
  const { oracle, lines } = await surveyFolder(folder);
  const checks = checksOf(lines);
  if (values.json) console.log(JSON.stringify({ folder, oracle, files: lines, checks }, null, 2));
  else print(lines, checks, oracle);
  return checks.every(({ holds }) => holds) ? 0 : 1;
};

process.exitCode = await main();
