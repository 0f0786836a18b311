import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { readMarkdownPrograms } from './library/markdown-programs.ts'

// Every `@example` in the published package, and all code on its pages, is compiled against what it exports, so that none can rot.

const PACKAGE = join(import.meta.dirname, '..', 'packages', 'hierarchy')
const DOORS = ['src/index.ts', 'src/testing/index.ts'].map((path) => join(PACKAGE, path))
// It is never written: the compiler gets it from here.
const COMPILED = join(PACKAGE, 'src', 'all-examples.ts')

/** What an example may speak of without saying where it came from. */
const CAST: Readonly<Record<string, string>> = {
  actual: 'Actual',
  approval: 'Approval',
  change: 'Extract<Change, { kind: "remove" }>',
  connector: '{ reader: GroupReader; writer: GroupWriter }',
  decisions: 'MatchDecision[]',
  desired: 'DesiredMembers',
  directory: 'Directory',
  evaluate: '(given: Omit<RuleCase, "name">) => RuleCase["expected"]',
  expect: '(value: unknown) => { toEqual: (other: unknown) => void }',
  facts: 'FieldFacts',
  group: 'LiveGroup',
  groups: 'WantedGroup[]',
  households: 'HouseholdsLeft',
  model: 'Model',
  override: 'Override',
  people: 'Person[]',
  person: 'Person',
  plan: 'Plan',
  population: 'Population',
  reading: 'GroupReading',
  readings: 'GroupReading[]',
  reform: 'Reform',
  relocation: 'Relocation',
  rule: 'Rule',
  successor: 'Person',
  test: '(name: string, run: () => unknown) => void',
  tree: 'UnitTree',
  unit: 'Unit',
  units: 'Unit[]',
  world: 'ChangeWorld',
}

interface Example {
  readonly file: string
  /** Of the first line of its code, counted from 1. */
  readonly line: number
  readonly code: string
}

const config = ts.readConfigFile(join(PACKAGE, 'tsconfig.src.json'), (path) => ts.sys.readFile(path))
const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, PACKAGE)
const examples = globSync('src/**/*.ts', { cwd: PACKAGE, exclude: ['**/*.test.ts'] })
  .sort()
  .flatMap((path) => examplesOf(join(PACKAGE, path)))

const preamble = [
  ...DOORS.map(importAll),
  ...Object.entries(CAST).map(([name, type]) => `declare const ${name}: ${type}`),
]
const lines = [...preamble]
const origins = new Map<number, string>()
for (const { file, line, code } of examples) {
  lines.push('{')
  for (const [offset, text] of code.split('\n').entries()) {
    origins.set(lines.length, `${relative(process.cwd(), file)}:${line + offset}`)
    lines.push(text)
  }
  lines.push('}')
}

const pages = readMarkdownPrograms()
const failures = [
  ...compile(
    COMPILED,
    lines.join('\n'),
    {},
    (line) => origins.get(line) ?? `line ${line + 1} of the compiled examples`,
  ),
  // A page is a program of somebody else's: it imports the package by its name, and runs on Node.
  ...pages.flatMap(({ page, code }) =>
    compile(join(PACKAGE, `${page}.ts`), code, { types: ['node'], rootDir: PACKAGE }, (line) => `${page}:${line + 1}`),
  ),
]
for (const failure of failures) process.stderr.write(`${failure}\n`)
process.stdout.write(`${examples.length} examples and ${pages.length} pages compiled, ${failures.length} errors\n`)
process.exitCode = failures.length === 0 && examples.length > 0 ? 0 : 1

function examplesOf(file: string): Example[] {
  const found: Example[] = []
  let open: { line: number; code: string[] } | null = null
  for (const [index, text] of readFileSync(file, 'utf8').split('\n').entries()) {
    const inside = /^\s*\*(?!\/) ?(.*)$/.exec(text)?.[1]
    if (open && (inside === undefined || /^@\w/.test(inside))) {
      found.push({ file, line: open.line, code: open.code.join('\n') })
      open = null
    }
    if (inside === undefined) continue
    const start = /^@example\b\s*(.*)$/.exec(inside)
    if (start) open = { line: index + 1, code: [''] }
    // A fence only colours the code where it is shown.
    else open?.code.push(inside.startsWith('```') ? '' : inside)
  }
  return found
}

function importAll(door: string): string {
  const program = ts.createProgram([door], options)
  const source = program.getSourceFile(door)
  const symbol = source && program.getTypeChecker().getSymbolAtLocation(source)
  const names = symbol ? program.getTypeChecker().getExportsOfModule(symbol) : []
  const specifiers = names.map((one) => (isValue(program, one) ? one.name : `type ${one.name}`))
  return `import { ${specifiers.join(', ')} } from './${relative(join(PACKAGE, 'src'), door)}'`
}

function isValue(program: ts.Program, symbol: ts.Symbol): boolean {
  const aliased = symbol.flags & ts.SymbolFlags.Alias ? program.getTypeChecker().getAliasedSymbol(symbol) : symbol
  return (aliased.flags & ts.SymbolFlags.Value) !== 0
}

function compile(file: string, text: string, more: ts.CompilerOptions, placeOf: (line: number) => string): string[] {
  const relaxed = { ...options, noUnusedLocals: false, isolatedDeclarations: false, declaration: false, ...more }
  const host = ts.createCompilerHost(relaxed)
  const readFile = host.readFile.bind(host)
  const fileExists = host.fileExists.bind(host)
  const getSourceFile = host.getSourceFile.bind(host)
  host.fileExists = (path) => path === file || fileExists(path)
  host.readFile = (path) => (path === file ? text : readFile(path))
  host.getSourceFile = (path, version) =>
    path === file ? ts.createSourceFile(path, text, version) : getSourceFile(path, version)
  const program = ts.createProgram([file], relaxed, host)
  const source = program.getSourceFile(file)
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
  return found.map((diagnostic) => {
    const line = source?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0
    return `${placeOf(line)} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`
  })
}
