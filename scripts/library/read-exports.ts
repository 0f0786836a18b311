import { join, relative } from 'node:path'
import ts from 'typescript'

/** Something that the published package exports, as its declarations say it. */
export interface Exported {
  readonly name: string
  readonly kind: 'function' | 'constant' | 'interface' | 'type'
  /** The file that declares it, below `src`: `people/person.ts`. */
  readonly source: string
  /** The declaration without any comment. */
  readonly signature: string
  /** The declaration with the comments inside it, and without the one before it. */
  readonly declaration: string
  /** The text of the comment before it, in Markdown. */
  readonly description: string
  readonly examples: readonly string[]
}

/** What can be imported from one entry point, sorted by name. */
export interface Door {
  readonly name: string
  readonly exports: readonly Exported[]
}

export const PACKAGE = join(import.meta.dirname, '..', '..', 'packages', 'hierarchy')
const SOURCE = join(PACKAGE, 'src')
const EMITTED = join(PACKAGE, 'emitted')
const DOORS = [
  { name: '@ketnoi/hierarchy', file: 'index' },
  { name: '@ketnoi/hierarchy/testing', file: 'testing/index' },
]
const PRINTER = ts.createPrinter({ removeComments: true })

/** Reads what the package exports from the declarations that the compiler makes of it. Writes nothing; takes about two seconds. */
export function readDoors(): Door[] {
  const declarations = emitDeclarations()
  const options: ts.CompilerOptions = { ...compilerOptions(), noEmit: true, isolatedDeclarations: false }
  const host = ts.createCompilerHost(options)
  const onDisk = { ...host }
  host.directoryExists = (path) => path.startsWith(EMITTED) || onDisk.directoryExists?.(path) === true
  host.fileExists = (path) => declarations.has(path) || onDisk.fileExists(path)
  host.readFile = (path) => declarations.get(path) ?? onDisk.readFile(path)
  host.getSourceFile = (path, version) => {
    const text = declarations.get(path)
    return text === undefined ? onDisk.getSourceFile(path, version) : ts.createSourceFile(path, text, version)
  }
  const files = DOORS.map(({ file }) => join(EMITTED, `${file}.d.ts`))
  const program = ts.createProgram(files, options, host)
  const checker = program.getTypeChecker()
  return DOORS.map(({ name }, index) => {
    const source = program.getSourceFile(files[index] ?? '')
    const module = source && checker.getSymbolAtLocation(source)
    if (!module) throw new Error(`${name} exports nothing`)
    const exports = checker.getExportsOfModule(module).map((symbol) => readExport(checker, symbol))
    return { name, exports: exports.sort((a, b) => (a.name < b.name ? -1 : 1)) }
  })
}

function compilerOptions(): ts.CompilerOptions {
  const config = ts.readConfigFile(join(PACKAGE, 'tsconfig.src.json'), (path) => ts.sys.readFile(path))
  return ts.parseJsonConfigFileContent(config.config, ts.sys, PACKAGE).options
}

function emitDeclarations(): Map<string, string> {
  const options: ts.CompilerOptions = {
    ...compilerOptions(),
    noEmit: false,
    emitDeclarationOnly: true,
    // What the sources say is checked elsewhere.
    noCheck: true,
    rootDir: SOURCE,
    outDir: EMITTED,
  }
  const files = new Map<string, string>()
  const program = ts.createProgram(
    DOORS.map(({ file }) => join(SOURCE, `${file}.ts`)),
    options,
  )
  program.emit(undefined, (path, text) =>
    files.set(path, text.replaceAll(/(['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2')),
  )
  return files
}

function readExport(checker: ts.TypeChecker, symbol: ts.Symbol): Exported {
  const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const node = declared.declarations?.[0]
  if (!node) throw new Error(`${symbol.name} is not declared anywhere`)
  // A constant is documented, and told apart, by its whole statement.
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node
  const source = node.getSourceFile()
  const comments = ts.getJSDocCommentsAndTags(statement).filter((comment) => ts.isJSDoc(comment))
  return {
    name: symbol.name,
    kind: kindOf(symbol.name, node),
    source: relative(EMITTED, source.fileName)
      .replaceAll('\\', '/')
      .replace(/\.d\.ts$/, '.ts'),
    signature: bare(PRINTER.printNode(ts.EmitHint.Unspecified, statement, source)),
    declaration: bare(statement.getText(source)),
    description: comments.map((comment) => ts.getTextOfJSDocComment(comment.comment) ?? '').join('\n\n'),
    examples: comments
      .flatMap((comment) => comment.tags ?? [])
      .filter((tag) => tag.tagName.text === 'example')
      .map((tag) => ts.getTextOfJSDocComment(tag.comment) ?? ''),
  }
}

function kindOf(name: string, node: ts.Node): Exported['kind'] {
  if (ts.isFunctionDeclaration(node)) return 'function'
  if (ts.isVariableDeclaration(node)) return 'constant'
  if (ts.isInterfaceDeclaration(node)) return 'interface'
  if (ts.isTypeAliasDeclaration(node)) return 'type'
  throw new Error(`${name} is neither a function nor a constant, an interface or a type`)
}

function bare(text: string): string {
  return text
    .replace(/^export /, '')
    .replace(/^declare /, '')
    .replaceAll(/^ {4,}/gm, (spaces) => spaces.slice(spaces.length / 2))
}
