import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const thisFile = 'test/infra/tidy.test.ts';

// Names that say nothing of what a thing is, and attract whatever has no place.
const emptyWords = ['util', 'helper', 'common', 'misc', 'shared', 'manager', 'service'];
const bannedWords = new Set([...emptyWords, 'utils', 'helpers']);
const maxColumns = 100;
const maxFunctionLines = 70;

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const sourceFiles = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
const generated = (file: string): boolean => file.includes('/generated/');

const parsed = new Map<string, ts.SourceFile>();
function parse(file: string): ts.SourceFile {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  parsed.set(file, source);
  return source;
}

function everyNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => everyNode(child, visit));
}

/** Where a node stands, as an editor opens it. */
function placeOf(node: ts.Node): string {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return `${source.fileName}:${line + 1}`;
}

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);

/** The exported declarations of a file, by name. A default export has none. */
function exportsOf(file: string): { name: string; declaration: ts.Statement }[] {
  return parse(file).statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (isExported !== true) return [];
    return namesOf(statement).map((name) => ({ name, declaration: statement }));
  });
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

describe('names', () => {
  it('of files and folders are never empty words', () => {
    const bad = files.filter((file) => wordsOf(file).some((word) => bannedWords.has(word)));
    expect(bad).toEqual([]);
  });

  it('of exports are never empty words', () => {
    const bad = sourceFiles
      .filter((file) => !generated(file))
      .flatMap(exportsOf)
      .filter(({ name }) => wordsOf(name).some((word) => bannedWords.has(word)))
      .map(({ name, declaration }) => `${placeOf(declaration)} ${name}`);
    expect(bad).toEqual([]);
  });

  it('of source files are in kebab case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|suite))?\.ts$/;
    expect(sourceFiles.filter((file) => !kebab.test(basename(file)))).toEqual([]);
  });
});

/** Imports, links and lines without a space to break at may be longer. */
function isTooLong(line: string): boolean {
  if (line.length <= maxColumns) return false;
  return !/https?:\/\/|^\s*(import|export) .* from |^} from /.test(line);
}

const hasBody = (node: ts.Node): node is ts.FunctionLikeDeclaration =>
  ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;

/** Lines of a function without those of the functions inside it, which count by themselves. */
function ownLines(node: ts.Node): number {
  let lines = node.getText().split('\n').length;
  const subtractInner = (child: ts.Node): void => {
    if (hasBody(child)) lines -= child.getText().split('\n').length - 1;
    else ts.forEachChild(child, subtractInner);
  };
  ts.forEachChild(node, subtractInner);
  return lines;
}

describe('the shape of code', () => {
  it(`keeps lines within ${maxColumns} columns`, () => {
    const bad = sourceFiles
      .filter((file) => !generated(file))
      .flatMap((file) =>
        textOf(file)
          .split('\n')
          .flatMap((line, index) => (isTooLong(line) ? [`${file}:${index + 1}`] : [])),
      );
    expect(bad).toEqual([]);
  });

  it(`keeps functions within ${maxFunctionLines} lines`, () => {
    const bad: string[] = [];
    for (const file of sourceFiles) {
      everyNode(parse(file), (node) => {
        const lines = hasBody(node) ? ownLines(node) : 0;
        if (lines > maxFunctionLines) bad.push(`${placeOf(node)} has ${lines} lines`);
      });
    }
    expect(bad).toEqual([]);
  });

  it('imports zod as a namespace, so that bundlers drop what is unused', () => {
    const bad = sourceFiles.filter((file) =>
      /^import (?!type |\* as z )[^;]* from 'zod'/m.test(textOf(file)),
    );
    expect(bad).toEqual([]);
  });
});

/** What would make a decision depend on when, where or how often it is taken. */
function impurityOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText();
    return ['Date.now', 'Math.random', 'process.env'].find((impure) => text === impure);
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
    return (node.arguments ?? []).length === 0 ? 'new Date()' : undefined;
  }
  if (ts.isStringLiteral(node) && node.text.startsWith('node:')) return node.text;
  return undefined;
}

/**
 * Whether a declaration has a doc comment, is a wire shape that says it by `.meta`, or stands
 * without a blank line under one that has: a list of ids, or an array and the type of its members,
 * are explained once.
 */
function isExplained(declaration: ts.Statement): boolean {
  if (ts.getJSDocCommentsAndTags(declaration).length > 0) return true;
  if (/\.meta\(\{ id: /.test(declaration.getText())) return true;
  const { statements } = declaration.getSourceFile();
  const before = statements[statements.indexOf(declaration) - 1];
  const gap = declaration.getFullText().slice(0, declaration.getLeadingTriviaWidth());
  const isApart = /\n\s*\n/.test(gap);
  return before !== undefined && !isApart && isExplained(before);
}

describe('the domain', () => {
  it('has no clock, no randomness, no environment and no built-in module', () => {
    const bad: string[] = [];
    for (const file of sourceFiles.filter((name) => name.startsWith('core/domain/'))) {
      everyNode(parse(file), (node) => {
        const impurity = impurityOf(node);
        if (impurity !== undefined) bad.push(`${placeOf(node)} ${impurity}`);
      });
    }
    expect(bad).toEqual([]);
  });

  it('and the contracts say of every export what it is', () => {
    const bad = sourceFiles
      .filter((file) => /^core\/(domain|contracts)\//.test(file) && !generated(file))
      .flatMap(exportsOf)
      .filter(({ declaration }) => !isExplained(declaration))
      .map(({ name, declaration }) => `${placeOf(declaration)} ${name}`);
    expect(bad).toEqual([]);
  });
});

describe('what is stored', () => {
  const stored = files.filter(
    (file) => file !== thisFile && !/\.(mp4|webm|png|jpe?g|gif|ico|woff2?|onnx|bin)$/.test(file),
  );

  it('names no package registry: whoever installs chooses theirs', () => {
    const registry = /registry\.(npmjs|yarnpkg)\.|npmmirror|pypi\.org|pythonhosted\.org|unpkg\.com/;
    expect(stored.filter((file) => registry.test(textOf(file)))).toEqual([]);
  });

  it('names no folder of the machine it was written on', () => {
    const here = [root, homedir()].map((path) => path.split(sep).join('/'));
    const isPath = (path: string): RegExp => new RegExp(`${path.replace(/[.+]/g, '\\$&')}(/|\\b)`);
    const folders = [/(^|[\s"'`(=:])\/(home|Users)\/[a-z]/i, ...here.map(isPath)];
    const bad = stored.filter((file) => folders.some((folder) => folder.test(textOf(file))));
    expect(bad).toEqual([]);
  });

  it('locks packages by hash and not by address', () => {
    expect(textOf('package-lock.json')).not.toContain('"resolved"');
    expect(textOf('package-lock.json')).toContain('"integrity"');
  });

  it('pins every Python package by hash', () => {
    const requirements = textOf('local/python/requirements.txt')
      .replace(/\\\n/g, ' ')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(requirements.length).toBeGreaterThan(0);
    expect(requirements.filter((line) => !/^[\w.-]+==\S+ .*--hash=sha256:/.test(line))).toEqual([]);
  });
});
